// What the simulator knows, mirrored here over one stream of events.

import { t } from "./words.js";

export const store = {
  oa: { id: "", name: "" }, citizens: new Map(), threads: new Map(), exchanges: new Map(), faults: {}, webhook: {}, live: false,
};

const listeners = [];

/** Be told of each change: (kind, data); "snapshot" means that everything is new. */
export function onChange(listener) {
  listeners.push(listener);
}

function tell(kind, data) {
  for (const listener of listeners) listener(kind, data);
}

function place(message) {
  const thread = store.threads.get(message.citizen_id) ?? [];
  const index = thread.findIndex((known) => known.message_id === message.message_id);
  if (index < 0) thread.push(message);
  else thread[index] = message;
  store.threads.set(message.citizen_id, thread);
}

const takers = {
  snapshot(data) {
    Object.assign(store, { oa: data.oa, faults: data.faults, webhook: data.webhook });
    store.citizens = new Map(data.citizens.map((citizen) => [citizen.citizen_id, citizen]));
    store.exchanges = new Map(data.exchanges.map((exchange) => [exchange.key, exchange]));
    store.threads = new Map();
    data.messages.forEach(place);
  },
  citizen: (data) => store.citizens.set(data.citizen_id, data),
  message: place,
  exchange(data) {
    store.exchanges.set(data.key, data);
    if (store.exchanges.size > 200) store.exchanges.delete(store.exchanges.keys().next().value);
  },
  faults: (data) => { store.faults = data; },
  webhook: (data) => { store.webhook = data; },
};

/** Open the stream; it opens itself again when it breaks, and then starts with everything. */
export function connect() {
  const source = new EventSource("/sim/stream");
  for (const [kind, take] of Object.entries(takers)) {
    source.addEventListener(kind, (event) => {
      const data = JSON.parse(event.data);
      take(data);
      tell(kind, data);
    });
  }
  source.onopen = () => { store.live = true; tell("live"); };
  source.onerror = () => {
    store.live = false;
    tell("live");
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
}

async function post(path, body, headers) {
  let response;
  try {
    response = await fetch(path, { method: "POST", body, headers });
  } catch {
    throw new Error(t("noServer"));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

const JSON_HEADER = { "Content-Type": "application/json" };

/** Do one thing a citizen or an officer does. Throws an Error whose message may be shown. */
export const act = (doing, values = {}) => post("/sim/act", JSON.stringify({ do: doing, ...values }), JSON_HEADER);
export const setFaults = (values) => post("/faults", JSON.stringify(values), JSON_HEADER);
export const upload = (file) => post(`/sim/media?name=${encodeURIComponent(file.name)}`, file, { "X-Simulator": "1" });
