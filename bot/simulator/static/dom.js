// Elements made of text, never of HTML: whatever a citizen or the bot writes is shown letter by letter.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: attributes by name, listeners by on…, children as nodes or text. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Only these two may be followed: a button from the bot could name anything. */
export function isWebAddress(url) {
  try {
    return ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}

/** Text with its web addresses as links; joined, the parts are the text again. */
export function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/).map((part, index) =>
    index % 2 && isWebAddress(part) ? outside(part, part) : part,
  );
}

export function outside(url, ...children) {
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** A row of tabs worked with the arrow keys, as screen readers expect. */
export function tabs(list, items, choose) {
  const held = list.contains(document.activeElement);
  list.replaceChildren(
    ...items.map(({ key, label, controls, selected }) =>
      el("button", {
        type: "button", role: "tab", "data-key": key, id: `${list.id}-${key}`, "aria-controls": controls,
        "aria-selected": String(selected), tabindex: selected ? "0" : "-1", onclick: () => choose(key),
      }, label),
    ),
  );
  if (held) list.querySelector('[aria-selected="true"]')?.focus();
  list.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -items.length, End: items.length }[event.key];
    if (!step) return;
    const here = items.findIndex(({ selected }) => selected);
    const there = Math.abs(step) > 1 ? (step < 0 ? 0 : items.length - 1) : (here + step + items.length) % items.length;
    event.preventDefault();
    choose(items[there].key);
  };
}
