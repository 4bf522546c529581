"""Files that leave the bot: reports as CSV, XLSX and DOCX, letters for signature, printed receipts."""
