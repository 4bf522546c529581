"""The JSON bodies that Zalo posts, built field by field as its documentation shows them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.simulator.world import Citizen, Json, Message

USER_EVENTS = {
    "text": "user_send_text",
    "image": "user_send_image",
    "gif": "user_send_gif",
    "sticker": "user_send_sticker",
    "location": "user_send_location",
    "voice": "user_send_audio",
    "file": "user_send_file",
    "link": "user_send_link",
    "video": "user_send_video",
}
OA_EVENTS = {
    "image": "oa_send_image",
    "gif": "oa_send_gif",
    "sticker": "oa_send_sticker",
    "file": "oa_send_file",
}


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is the same in every event of one page."""

    app_id: str
    oa_id: str

    def said(self, citizen: Citizen, message: Message) -> Json:
        """Tell of a citizen's message."""
        return self._message(USER_EVENTS[message.kind], citizen, message, sender=citizen.citizen_id)

    def echo(self, citizen: Citizen, message: Message) -> Json:
        """Tell of the page's own message, from the API or from an officer."""
        event = self._message(
            OA_EVENTS.get(message.kind, "oa_send_text"),
            citizen,
            message,
            sender=self.oa_id,
            recipient=citizen,
        )
        if message.admin_id:
            event["sender"]["admin_id"] = message.admin_id
        return event

    def received(self, citizen: Citizen, message_id: str, at_ms: int) -> Json:
        """Tell that a message reached the citizen's phone."""
        return self._receipt("user_received_message", citizen, at_ms) | {"message": {"msg_id": message_id}}

    def seen(self, citizen: Citizen, message_ids: list[str], at_ms: int) -> Json:
        """Tell that messages were read."""
        return self._receipt("user_seen_message", citizen, at_ms) | {"message": {"msg_ids": message_ids}}

    def reacted(self, citizen: Citizen, message_id: str, icon: str, at_ms: int, *, by_oa: bool) -> Json:
        """Tell that a heart or another sign was put on a message."""
        name = "oa_reacted_message" if by_oa else "user_reacted_message"
        sender, recipient = self.oa_id, citizen.citizen_id
        if not by_oa:
            sender, recipient = recipient, sender
        return {
            "app_id": self.app_id,
            "sender": {"id": sender},
            "recipient": {"id": recipient},
            "user_id_by_app": citizen.id_by_app,
            "event_name": name,
            "message": {"msg_id": message_id, "react_icon": icon},
            "timestamp": str(at_ms),
        }

    def follow(self, citizen: Citizen, at_ms: int, *, source: str) -> Json:
        """Tell of quan tâm, or its opposite."""
        return {
            "oa_id": self.oa_id,
            "follower": {"id": citizen.citizen_id},
            "user_id_by_app": citizen.id_by_app,
            "event_name": "follow" if citizen.follows else "unfollow",
            "source": source,
            "app_id": self.app_id,
            "timestamp": str(at_ms),
        }

    def flat(self, name: str, citizen: Citizen, at_ms: int) -> Json:
        """Tell about a person without a message: `user_click_chatnow`, `user_withdraw`."""
        return {
            "app_id": self.app_id,
            "oa_id": self.oa_id,
            "user_id": citizen.citizen_id,
            "user_id_by_app": citizen.id_by_app,
            "event_name": name,
            "timestamp": str(at_ms),
        }

    def submitted(self, citizen: Citizen, at_ms: int) -> Json:
        """Tell the answer to a card that asked for name and phone."""
        return {
            "sender": {"id": citizen.citizen_id},
            "recipient": {"id": self.oa_id},
            "user_id_by_app": citizen.id_by_app,
            "event_name": "user_submit_info",
            "app_id": self.app_id,
            "timestamp": str(at_ms),
            "info": citizen.shared_info,
        }

    def _receipt(self, name: str, citizen: Citizen, at_ms: int) -> Json:
        return {
            "app_id": self.app_id,
            "sender": {"id": self.oa_id},
            "recipient": {"id": citizen.citizen_id},
            "user_id_by_app": citizen.id_by_app,
            "event_name": name,
            "timestamp": str(at_ms),
        }

    def _message(
        self, name: str, citizen: Citizen, message: Message, *, sender: str, recipient: Citizen | None = None
    ) -> Json:
        body: Json = {"app_id": self.app_id, "sender": {"id": sender}}
        if not citizen.guest_of:
            body["user_id_by_app"] = citizen.id_by_app
        body["recipient"] = {"id": recipient.citizen_id if recipient else self.oa_id}
        body["event_name"] = _for_guest(name) if citizen.guest_of else name
        body["message"] = _content(message)
        if citizen.guest_of:
            body["message"]["conversation_id"] = citizen.guest_of
        body["timestamp"] = str(message.at_ms)
        return body


def _for_guest(name: str) -> str:
    return name.replace("user_send_", "anonymous_send_").replace("oa_send_", "oa_send_anonymous_")


def _content(message: Message) -> Json:
    content: Json = {}
    if message.attachments:
        content["attachments"] = message.attachments
    if message.text or not message.attachments:
        content["text"] = message.text
    content["msg_id"] = message.message_id
    if message.quotes:
        content["quote_msg_id"] = message.quotes
    return content
