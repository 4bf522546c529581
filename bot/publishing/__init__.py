"""From a saved file to the new answer: notice, check, try, keep, and swap; or tell why not."""
