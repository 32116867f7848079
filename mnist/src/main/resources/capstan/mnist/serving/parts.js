// The parts of the page that show what the network answered.

/** More classes than this are not all shown; the longest are. */
export const MOST_SHOWN = 10;

/** How far a slider goes to either side, and in which steps. */
const REACH = 0.5;
const STEP = 0.01;

/** An element with its attributes and what is in it. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A number with so many decimals and a true minus. */
export function figure(number, decimals) {
  const text = number.toFixed(decimals).replace("-", "−");
  return /[1-9]/.test(text) ? text : text.replace("−", "");
}

/** Gives a canvas one pixel for each of an image's. */
export function pixelCanvas(canvas, { width, height }) {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  canvas.style.aspectRatio = `${width} / ${height}`;
  return canvas;
}

/** Paints [height, width, channels] numbers of 0 to 1; no pixels make it black. */
export function paintPixels(canvas, pixels, { width, height, channels }) {
  const context = pixelCanvas(canvas, { width, height }).getContext("2d");
  const image = context.createImageData(width, height);
  for (let place = 0; place < width * height; place++) {
    for (let colour = 0; colour < 3; colour++) {
      const channel = Math.min(colour, channels - 1);
      image.data[4 * place + colour] = 255 * (pixels?.[place * channels + channel] ?? 0);
    }
    image.data[4 * place + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** Paints [rows, columns] numbers of −1 to 1: one colour for less than 0, one for more. */
function paintMap(canvas, values, { rows, columns }) {
  const style = getComputedStyle(canvas);
  const [zero, less, more] = ["--zero", "--less", "--more"].map((name) =>
    style.getPropertyValue(name).match(/[\d.]+/g).map(Number));
  const context = pixelCanvas(canvas, { width: columns, height: rows }).getContext("2d");
  const image = context.createImageData(columns, rows);
  values.forEach((value, place) => {
    const share = Math.min(1, Math.abs(value));
    const end = value < 0 ? less : more;
    for (let i = 0; i < 3; i++) {
      image.data[4 * place + i] = Math.round(zero[i] + share * (end[i] - zero[i]));
    }
    image.data[4 * place + 3] = 255;
  });
  context.putImageData(image, 0, 0);
}

/** Classes with bars as long as their capsules: a row a class, in the order of the classes. */
export class Lengths {
  #list;
  #rows = [];
  #capsules;

  constructor(list) {
    this.#list = list;
  }

  /** Makes empty rows for a model's classes, or for as many as are shown. */
  prepare(model) {
    this.#capsules = model.dimensions !== null;
    this.#rows = model.classes.slice(0, MOST_SHOWN).map((name) => {
      const row = {
        name: element("span", { class: "name" }, name),
        fill: element("span"),
        number: element("span", { class: "number" }, "–"),
      };
      row.item = element("li", {}, row.name, element("span", { class: "track" }, row.fill), row.number);
      return row;
    });
    this.#list.replaceChildren(...this.#rows.map((row) => row.item));
    if (model.classes.length <= MOST_SHOWN) this.show(null);
  }

  /** Shows classes with their lengths, [{name, length, longest}]; null for nothing. */
  show(classes) {
    // What a network without capsules says has no bounds: the bars then lie between its extremes.
    const numbers = classes?.map(({ length }) => length) ?? [];
    const least = this.#capsules ? 0 : Math.min(0, ...numbers);
    const most = this.#capsules ? 1 : Math.max(1, ...numbers);
    this.#rows.forEach((row, i) => {
      const one = classes?.[i];
      if (one) {
        row.name.textContent = row.name.title = one.name;
      }
      row.number.textContent = one ? figure(one.length, 2) : "–";
      row.fill.hidden = !one;
      row.fill.style.width = one ? `${(100 * (one.length - least)) / (most - least)}%` : "0";
      row.item.classList.toggle("longest", one?.longest ?? false);
    });
  }
}

/** A slider for each number of a capsule, around where the network put it. */
export class Sliders {
  #list;
  #moved;
  #rows = [];
  #pose = null;
  #label = null;

  /** @param moved is called when a number was moved or set back by hand */
  constructor(list, moved) {
    this.#list = list;
    this.#moved = moved;
  }

  /** Makes sliders for so many numbers. */
  prepare(dimensions) {
    this.#pose = null;
    this.#rows = Array.from({ length: dimensions }, (_, dimension) => this.#row(dimension));
    this.#list.replaceChildren(...this.#rows.map((row) => row.item));
  }

  #row(dimension) {
    const id = `number-${dimension}`;
    const row = {
      words: element("span", { class: "words" }),
      range: element("input", { id, type: "range", min: -REACH, max: REACH, step: STEP, value: 0,
        disabled: "" }),
      // What the slider itself says; a live region for each would drown all else that is spoken.
      value: element("span", { class: "value", "aria-hidden": "true" }, "–"),
      reset: element("button", { type: "button", disabled: "", title: "Reset",
        "aria-label": `Reset number ${dimension}` }, "↺"),
    };
    const label = element("label", { for: id }, element("b", {}, `${dimension}`), row.words);
    row.item = element("li", {}, label, row.value, row.range, row.reset);
    row.range.addEventListener("input", () => this.#touched());
    row.reset.addEventListener("click", () => {
      row.range.value = 0;
      row.range.focus();
      this.#touched();
    });
    return row;
  }

  #touched() {
    this.#write();
    this.#moved();
  }

  /**
   * Puts them around another pose; those of the same one stay where they were moved.
   *
   * @param words by dimension, of what was measured
   */
  show(pose, label, words) {
    const same = label === this.#label && pose?.every((number, i) => number === this.#pose?.[i]);
    this.#pose = pose;
    this.#label = label;
    this.#rows.forEach((row, dimension) => {
      if (!same) row.range.value = 0;
      row.range.disabled = !pose;
      row.words.textContent = words[dimension] ?? "";
    });
    this.#write();
  }

  /** Sets all of them back. */
  reset() {
    for (const row of this.#rows) row.range.value = 0;
    this.#touched();
  }

  /** Whether any stands elsewhere than the network put it. */
  get isMoved() {
    return this.#rows.some((row) => Number(row.range.value) !== 0);
  }

  /** The numbers as they stand now. */
  get pose() {
    return this.#pose.map((number, i) => number + Number(this.#rows[i].range.value));
  }

  #write() {
    this.#rows.forEach((row, i) => {
      const by = Number(row.range.value);
      const moved = this.#pose !== null && by !== 0;
      const number = this.#pose ? figure(this.#pose[i] + by, 3) : "–";
      row.value.textContent = number;
      row.range.setAttribute("aria-valuetext",
        moved ? `${number}, moved by ${figure(by, 2)}` : number);
      row.item.classList.toggle("moved", moved);
      row.reset.disabled = !moved;
    });
  }
}

/** The rounds of routing: a row a round, in it a map a class. */
export class Routing {
  #parts;
  #list;
  #rounds = [];
  #last = null;

  constructor(parts, list) {
    this.#parts = parts;
    this.#list = list;
  }

  /** Makes empty maps for a model's rounds. */
  prepare(model) {
    this.#last = null;
    const maps = model.classes.some((name) => name.length > 2) ? "maps named" : "maps";
    this.#rounds = Array.from({ length: model.rounds }, (_, round) => {
      const entropy = element("span", { class: "quiet" });
      const cells = model.classes.slice(0, MOST_SHOWN).map(() => {
        const cell = {
          map: element("canvas", { class: "map", "aria-hidden": "true" }),
          name: element("span", { class: "name" }),
          number: element("span", { class: "number" }),
        };
        cell.item = element("li", {}, cell.map, cell.name, cell.number);
        return cell;
      });
      const title = element("p", { class: "round" }, element("b", {}, `Round ${round + 1}`), entropy);
      const item = element("li", {}, title,
        element("ol", { class: maps, "aria-label": `Lengths after round ${round + 1}` },
          ...cells.map((cell) => cell.item)));
      return { item, entropy, cells };
    });
    this.#list.replaceChildren(...this.#rounds.map((round) => round.item));
  }

  /** Shows how the parts' votes went to some classes, [{name, label, longest}]. */
  show(rounds, classes, extents) {
    this.#last = { rounds, classes, extents };
    this.draw();
  }

  /** Draws it again, in the colours of the theme. */
  draw() {
    if (!this.#last) return;
    const { rounds, classes, extents } = this.#last;
    // Shares of all classes add up to the length of what they are shares of.
    const lengths = rounds[0].maps[0].map((_, place) =>
      rounds[0].maps.reduce((sum, map) => sum + map[place], 0));
    const equal = lengths.map((length) => length / rounds[0].maps.length);
    const longest = Math.max(...lengths, 1e-9);
    paintMap(this.#parts, lengths.map((length) => length / longest), extents);
    const differences = rounds.map(({ maps }) =>
      classes.map(({ label }) => maps[label].map((share, place) => share - equal[place])));
    // Rounding alone must not make a map of colours.
    const most = Math.max(1e-5, ...differences.flat(2).map(Math.abs));
    this.#rounds.forEach((round, i) => {
      round.entropy.textContent = `${figure(rounds[i].entropy, 2)} bits undecided`;
      round.cells.forEach((cell, j) => {
        // Of the root, or a few decided capsules would make all others pale.
        const shares = differences[i][j].map((by) => Math.sign(by) * Math.sqrt(Math.abs(by) / most));
        paintMap(cell.map, shares, extents);
        cell.name.textContent = cell.name.title = classes[j].name;
        cell.number.textContent = figure(rounds[i].lengths[classes[j].label], 2);
        cell.item.classList.toggle("longest", classes[j].longest);
      });
    });
  }
}
