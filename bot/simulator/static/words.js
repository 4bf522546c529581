// Every word of the page, Vietnamese first.

const WORDS = {
  vi: {
    title: "Zalo giả lập", subtitle: "Để thử bot trên máy này, không phải Zalo thật", skip: "Tới cuộc trò chuyện",
    switch: "English", switchLabel: "Đổi ngôn ngữ: English", live: "Đang kết nối", dead: "Mất kết nối, đang nối lại…",
    views: "Các phần của trang", phones: "Điện thoại", people: "Người dân", sides: "Bảng bên cạnh",
    officer: "Cán bộ", faults: "Sự cố", raw: "JSON",
    official: "Tài khoản của cơ quan · giả lập", ofCitizen: "Điện thoại của {name}",
    empty: "Chưa có tin nhắn nào", emptyHint: "Gõ câu hỏi bên dưới như trên Zalo, hoặc chạm vào một câu gợi ý.",
    suggestions: "Câu gợi ý", write: "Nhập tin nhắn", send: "Gửi", attach: "Gửi ảnh, vị trí, nhãn dán, ghi âm, tệp",
    image: "Ảnh", location: "Vị trí", sticker: "Nhãn dán", voice: "Ghi âm", file: "Tệp", video: "Phim", gif: "Ảnh động",
    place: "Tên nơi gửi", placeSample: "Trụ sở UBND xã (mẫu)", latitude: "Vĩ độ", longitude: "Kinh độ", sendPlace: "Gửi vị trí",
    chooseSticker: "Chọn nhãn dán", voiceNote: "Tin nhắn thoại · 0:05", form: "Biểu mẫu thông tin", link: "Liên kết",
    posting: "Đang gửi", delivered: "Đã nhận", waiting: "Bot chưa nhận, sẽ gửi lại", lost: "Không tới được bot",
    sent: "Đã gửi", received: "Đã nhận", seen: "Đã xem", you: "Bạn", bot: "Trang trả lời", byOfficer: "Cán bộ trả lời",
    tapped: "Đã chạm nút", calling: "Gọi {phone} (giả lập, không gọi thật)", texting: "Nhắn SMS tới {phone}: {content} (giả lập)",
    charged: "tin tính phí", thread: "Cuộc trò chuyện với {name}", tooBig: "Tệp lớn hơn 5 MB. Xin chọn tệp nhỏ hơn.",
    notSent: "Chưa gửi được. Nội dung vẫn còn đây, xin thử lại. ({reason})", noServer: "mất kết nối với trang giả lập",
    botAway: "Chưa kết nối được tới bot ở {url} ({reason}). Tin vẫn được giữ và sẽ gửi lại; xin xem bot đã chạy chưa.",
    noWebhook: "Chưa có địa chỉ webhook của bot. Tin vẫn được giữ; bot chạy lên là nhận, hoặc xin đặt địa chỉ ở phần Sự cố.",
    disabled: "Webhook đã bị tắt sau nhiều lần gửi không được, như Zalo thật vẫn làm. Tin mới không tới bot.", enable: "Bật lại webhook",
    officerTitle: "Cán bộ trả lời trong Zalo OA", officerHint: "Tin ở đây mang mã cán bộ (admin_id): bot thấy và nhường lời.",
    officerWrite: "Trả lời với tư cách cán bộ", chooseCitizen: "Người dân", officerEmpty: "Người này chưa nhắn gì.",
    faultsTitle: "Sự cố cố ý", faultsHint: "Bật để xem bot chịu được không. Sự cố giữ nguyên cho tới khi tắt.",
    duplicate: "Gửi mỗi sự kiện hai lần", reorder: "Đảo thứ tự sự kiện", drop_reply: "Nhận tin rồi cắt kết nối",
    http_500: "Zalo trả lỗi HTTP 500", unsigned: "Sự kiện không có chữ ký", odd_oauth: "Xin token được trả lời rỗng",
    slow: "Trả lời chậm (giây)", error: "Mã lỗi khi bot gửi tin", noError: "Không lỗi", expire_token: "Làm token hết hạn ngay",
    expired: "Token đã hết hạn; bot phải xin token mới.", clear: "Tắt hết sự cố", apply: "Đặt",
    webhookTitle: "Webhook của bot", webhookUrl: "Địa chỉ", on: "đang bật", off: "đang tắt",
    sceneTitle: "Tình huống của người dân", follow: "Bấm Quan tâm", unfollow: "Bỏ quan tâm", chatnow: "Bấm Nhắn tin lần đầu",
    share: "Gửi thông tin mẫu", withdraw: "Yêu cầu xoá dữ liệu", silence49: "Như đã im lặng 49 giờ", silence170: "Như đã im lặng 8 ngày",
    lock: "Khoá tài khoản", unlock: "Mở lại tài khoản", guest: "Khách không có Zalo hỏi", guestText: "Sáng thứ Bảy xã mình có làm việc không?",
    done: "Đã làm: {what}", rawTitle: "JSON hai chiều", rawHint: "Mới nhất ở trên. Chạm để xem nguyên văn.", rawEmpty: "Chưa có gì qua lại.",
    toBot: "Zalo → bot", toZalo: "bot → Zalo", body: "Nội dung", answer: "Trả lời", tries: "Các lần gửi", cut: "đã cắt kết nối",
    stateWaiting: "đang chờ", stateDelivered: "đã nhận", stateLost: "bị mất",
    asks: ["Làm giấy khai sinh cần gì?", "Thứ 7 có làm việc không?", "Tra cứu hồ sơ", "Số điện thoại xã", "giay doc than bao nhieu tien", "Gặp cán bộ"],
  },
  en: {
    title: "Simulated Zalo", subtitle: "For trying the bot on this computer; not the real Zalo", skip: "Go to the conversation",
    switch: "Tiếng Việt", switchLabel: "Change language: Tiếng Việt", live: "Connected", dead: "Connection lost, trying again…",
    views: "Parts of the page", phones: "Phones", people: "Citizens", sides: "Side panel",
    officer: "Officer", faults: "Faults", raw: "JSON",
    official: "Official account · simulated", ofCitizen: "Phone of {name}",
    empty: "No messages yet", emptyHint: "Type a question below as on Zalo, or tap a suggestion.",
    suggestions: "Suggestions", write: "Write a message", send: "Send", attach: "Send image, location, sticker, voice, file",
    image: "Image", location: "Location", sticker: "Sticker", voice: "Voice", file: "File", video: "Video", gif: "GIF",
    place: "Name of the place", placeSample: "Trụ sở UBND xã (mẫu)", latitude: "Latitude", longitude: "Longitude", sendPlace: "Send location",
    chooseSticker: "Choose a sticker", voiceNote: "Voice message · 0:05", form: "Information form", link: "Link",
    posting: "Sending", delivered: "Received", waiting: "Bot did not take it; will try again", lost: "Did not reach the bot",
    sent: "Sent", received: "Received", seen: "Seen", you: "You", bot: "The page", byOfficer: "Officer",
    tapped: "Tapped a button", calling: "Calling {phone} (simulated)", texting: "SMS to {phone}: {content} (simulated)",
    charged: "charged message", thread: "Conversation with {name}", tooBig: "The file is larger than 5 MB. Please choose a smaller one.",
    notSent: "Not sent. Your words are still here, please try again. ({reason})", noServer: "no connection to the simulator",
    botAway: "The bot at {url} cannot be reached ({reason}). Messages are kept and sent again; is the bot running?",
    noWebhook: "The bot has no webhook address yet. Messages are kept until it starts, or set one under Faults.",
    disabled: "The webhook was switched off after many failed tries, as the real Zalo does. New messages do not reach the bot.", enable: "Switch it on again",
    officerTitle: "Officer answering in Zalo OA", officerHint: "Messages here carry the officer's id (admin_id): the bot sees it and steps back.",
    officerWrite: "Answer as an officer", chooseCitizen: "Citizen", officerEmpty: "This person has not written yet.",
    faultsTitle: "Faults on purpose", faultsHint: "Switch on to see whether the bot copes. A fault stays until switched off.",
    duplicate: "Send each event twice", reorder: "Shuffle the order of events", drop_reply: "Take the message, then cut the line",
    http_500: "Zalo answers HTTP 500", unsigned: "Events without signature", odd_oauth: "Token request answered with nothing",
    slow: "Answer late (seconds)", error: "Error code when the bot sends", noError: "No error", expire_token: "Let the token expire now",
    expired: "The token has expired; the bot must refresh it.", clear: "Switch all faults off", apply: "Set",
    webhookTitle: "The bot's webhook", webhookUrl: "Address", on: "on", off: "off",
    sceneTitle: "What a citizen does", follow: "Follow", unfollow: "Unfollow", chatnow: "Open the chat first time",
    share: "Share sample details", withdraw: "Ask for deletion", silence49: "As if silent for 49 hours", silence170: "As if silent for 8 days",
    lock: "Lock the account", unlock: "Unlock the account", guest: "A guest without Zalo asks", guestText: "Sáng thứ Bảy xã mình có làm việc không?",
    done: "Done: {what}", rawTitle: "JSON both ways", rawHint: "Newest first. Tap to read it whole.", rawEmpty: "Nothing has passed yet.",
    toBot: "Zalo → bot", toZalo: "bot → Zalo", body: "Body", answer: "Answer", tries: "Attempts", cut: "line was cut",
    stateWaiting: "waiting", stateDelivered: "received", stateLost: "lost",
    asks: ["What do I need for a birth certificate?", "Are you open on Saturday?", "Check my dossier", "Phone number", "Talk to an officer"],
  },
};

export const language = localStorage.getItem("language") === "en" ? "en" : "vi";

/** Words by key; {name} is filled in. */
export function t(key, values = {}) {
  const words = WORDS[language][key] ?? WORDS.vi[key] ?? key;
  return typeof words === "string" ? words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "") : words;
}

export function switchLanguage() {
  localStorage.setItem("language", language === "vi" ? "en" : "vi");
  location.reload();
}

const VIETNAM = { timeZone: "Asia/Ho_Chi_Minh" };
const HOUR = new Intl.DateTimeFormat("vi-VN", { ...VIETNAM, hour: "2-digit", minute: "2-digit" });
const SECOND = new Intl.DateTimeFormat("vi-VN", { ...VIETNAM, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat(language === "vi" ? "vi-VN" : "en-GB", { ...VIETNAM, weekday: "long", day: "2-digit", month: "2-digit" });

export const clock = (ms) => HOUR.format(ms);
export const clockSeconds = (ms) => SECOND.format(ms);
export const day = (ms) => DAY.format(ms);
