// The paper that is drawn on: strokes of mouse, finger, pen or keyboard, samples, opened pictures.
//
// A scene is what lies on it, and is never changed once another came: {strokes: [[x, y, x, y, …], …]}
// in parts of the paper's width and height, {pixels, extents} of a sample, or {picture, bitmap}, a
// file and what this browser sees in it, or null.

import { paintPixels, pixelCanvas } from "./parts.js";

/** How wide a stroke is, in parts of the smaller side: as wide as MNIST's. */
const PEN = 0.075;

/** Pixels of the longer side of a drawing that is sent. */
const SENT = 224;

/** How far an arrow key moves the pen, in parts of the paper; less with Shift. */
const STEP = 0.03;
const SMALL_STEP = 0.01;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const BLANK = { strokes: [] };

export class Pad {
  #canvas;
  #changed;
  #say;
  #scenes = [BLANK];
  #pointer = null;
  #pen = { x: 0.5, y: 0.3, down: false, shown: false };
  #held = new Set();

  /**
   * @param canvas where it is
   * @param changed is called whenever another scene or more of a stroke lies on it
   * @param say is told in words what the keyboard did
   */
  constructor(canvas, changed, say) {
    this.#canvas = canvas;
    this.#changed = changed;
    this.#say = say;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(end, (event) => this.#up(event));
    }
    canvas.addEventListener("focus", () => {
      this.#pen.shown = canvas.matches(":focus-visible");
      this.draw();
    });
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("keyup", (event) => this.#held.delete(event.key));
    canvas.addEventListener("blur", () => this.#leave());
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  /** What lies on the paper. */
  get scene() {
    return this.#scenes.at(-1);
  }

  /** Whether nothing does. */
  get isEmpty() {
    return this.scene.strokes?.length === 0;
  }

  /** Whether there is anything to take back. */
  get canUndo() {
    return this.#scenes.length > 1;
  }

  /** Gives the paper the proportions of what will be made of it. */
  shape(width, height) {
    this.#canvas.style.aspectRatio = `${width} / ${height}`;
    this.draw();
  }

  /** Lays another scene on it. */
  show(scene) {
    this.#scenes.push(scene);
    this.#tell();
  }

  /** Takes the last stroke or scene back. */
  undo() {
    if (this.canUndo) {
      this.#lift();
      this.#scenes.pop();
      this.#tell();
    }
  }

  /** An empty paper; this too can be taken back. */
  clear() {
    this.#lift();
    if (!this.isEmpty) this.show(BLANK);
  }

  /** Forgets all that was on it. */
  forget() {
    this.#lift();
    this.#scenes = [BLANK];
    this.#tell();
  }

  /** Draws all of it again, in the colours of the theme. */
  draw() {
    const canvas = this.#canvas;
    const scale = Math.min(devicePixelRatio || 1, 3);
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    const colour = getComputedStyle(canvas).color;
    const scene = this.scene;
    if (scene.strokes) {
      ink(context, scene.strokes, width, height, colour);
    } else if (scene.pixels) {
      // As it was written: light ink on dark, or dark on light, as the paper is.
      context.drawImage(sampleInk(scene, colour), 0, 0, width, height);
    } else if (scene.bitmap) {
      const fit = Math.min(width / scene.bitmap.width, height / scene.bitmap.height);
      const across = fit * scene.bitmap.width;
      const down = fit * scene.bitmap.height;
      context.drawImage(scene.bitmap, (width - across) / 2, (height - down) / 2, across, down);
    } else {
      context.fillStyle = colour;
      context.font = `${16 * scale}px system-ui, sans-serif`;
      context.textAlign = "center";
      context.fillText(scene.picture.name, width / 2, height / 2, 0.9 * width);
    }
    if (this.#pen.shown) this.#drawPen(context, width, height, colour);
    canvas.parentElement.classList.toggle("empty", this.isEmpty && !this.#pen.shown);
  }

  #drawPen(context, width, height, colour) {
    const radius = (this.#pen.down ? 0.5 : 0.8) * PEN * Math.min(width, height);
    context.strokeStyle = colour;
    context.lineWidth = Math.max(2, width / 160);
    context.beginPath();
    context.arc(this.#pen.x * width, this.#pen.y * height, radius, 0, 2 * Math.PI);
    context.stroke();
  }

  #tell() {
    this.draw();
    this.#changed();
  }

  /** A new stroke: on the others, or on an empty paper where a sample or a picture lay. */
  #begin(x, y) {
    this.#scenes.push({ strokes: [...(this.scene.strokes ?? []), [x, y]] });
    this.#tell();
  }

  #extend(points) {
    // The last scene is still being made, so that its last stroke may grow; others see a new one.
    const strokes = this.#scenes.pop().strokes;
    this.#scenes.push({ strokes: [...strokes.slice(0, -1), [...strokes.at(-1), ...points]] });
    this.#tell();
  }

  #place(event) {
    const box = this.#canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  #down(event) {
    if (this.#pointer !== null || event.button !== 0) return;
    event.preventDefault();
    this.#lift();
    this.#pen.shown = false;
    this.#canvas.focus({ preventScroll: true, focusVisible: false });
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.#begin(...this.#place(event));
  }

  #move(event) {
    if (event.pointerId !== this.#pointer) return;
    const between = event.getCoalescedEvents?.() ?? [];
    this.#extend((between.length > 0 ? between : [event]).flatMap((one) => this.#place(one)));
  }

  #up(event) {
    if (event.pointerId === this.#pointer) this.#pointer = null;
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) {
      this.#held.add(event.key);
      this.#movePen(event.shiftKey ? SMALL_STEP : STEP);
    } else if (event.key === " " && !event.repeat) {
      if (this.#pen.down) {
        this.#lift();
      } else {
        this.#pen.down = this.#pen.shown = true;
        this.#begin(this.#pen.x, this.#pen.y);
        this.#say("Pen down.");
      }
      this.draw();
    } else if (event.key === "Backspace") {
      this.undo();
    } else if (event.key === "Delete") {
      this.clear();
    } else if (event.key === "Escape") {
      this.#leave();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Two arrows that are held at once move it aslant. */
  #movePen(step) {
    for (const key of this.#held) {
      const [x, y] = ARROWS[key];
      this.#pen.x = Math.min(1, Math.max(0, this.#pen.x + step * x));
      this.#pen.y = Math.min(1, Math.max(0, this.#pen.y + step * y));
    }
    this.#pen.shown = true;
    if (this.#pen.down) this.#extend([this.#pen.x, this.#pen.y]);
    else this.draw();
  }

  #lift() {
    if (this.#pen.down) this.#say("Pen up.");
    this.#pen.down = false;
  }

  #leave() {
    this.#lift();
    this.#held.clear();
    this.#pen.shown = false;
    this.draw();
  }
}

/** Strokes as smooth lines: through the middle between any two points, bent towards the points. */
function ink(context, strokes, width, height, colour) {
  context.strokeStyle = colour;
  context.lineWidth = PEN * Math.min(width, height);
  context.lineCap = context.lineJoin = "round";
  // A line of no length is drawn nowhere; one of this is a dot.
  const least = 0.01;
  for (const stroke of strokes) {
    context.beginPath();
    context.moveTo(stroke[0] * width, stroke[1] * height);
    for (let i = 2; i + 3 < stroke.length; i += 2) {
      const [x, y, nextX, nextY] = stroke.slice(i, i + 4);
      context.quadraticCurveTo(
        x * width, y * height, ((x + nextX) / 2) * width, ((y + nextY) / 2) * height);
    }
    context.lineTo(stroke.at(-2) * width + least, stroke.at(-1) * height);
    context.stroke();
  }
}

/** A sample's strokes in the colour of ink on this paper; colours stay what they are. */
function sampleInk({ pixels, extents }, colour) {
  const canvas = pixelCanvas(document.createElement("canvas"), extents);
  paintPixels(canvas, pixels, extents);
  if (extents.channels > 1) return canvas;
  const context = canvas.getContext("2d");
  const image = context.getImageData(0, 0, extents.width, extents.height);
  for (let i = 0; i < image.data.length; i += 4) image.data[i + 3] = image.data[i];
  context.putImageData(image, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = colour;
  context.fillRect(0, 0, extents.width, extents.height);
  return canvas;
}

/** What to send of a scene to a network that takes images of some extents: [body, type]. */
export async function sendable(scene, extents) {
  if (scene.pixels) return [JSON.stringify({ pixels: scene.pixels }), "application/json"];
  if (scene.picture) return [scene.picture, scene.picture.type || "image/*"];
  const unit = SENT / Math.max(extents.width, extents.height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(unit * extents.width);
  canvas.height = Math.round(unit * extents.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  // White on black, as MNIST's images are: a network that takes them as they are expects that.
  context.fillRect(0, 0, canvas.width, canvas.height);
  ink(context, scene.strokes, canvas.width, canvas.height, "#fff");
  return [await new Promise((done) => canvas.toBlob(done, "image/png")), "image/png"];
}
