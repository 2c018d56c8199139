// What is wrong with the labels of one drawing: returns a line for each label that lies on another label, on a mark that
// is not its own, or on a line of the grid, and for each that leaves the drawing. Takes the <svg> and whether its
// figure is a live chart, of which plotly.js has several <svg>, one on the other.
//
// A label lies on its own mark where it is wholly inside it, such as a number in its bar. Text with a halo in the colour
// of the paper may cross a line of the grid: it stays legible, and the line is only its ground.
(drawing) => {
  const NEAR = 1; // pixels by which boxes may overlap
  const frame = drawing.getBoundingClientRect();
  const shows = (part) => {
    const style = getComputedStyle(part);
    return (
      style.display !== "none" &&
      style.visibility !== "hidden" &&
      !part.closest("defs, clipPath, .hoverlayer") &&
      !part.closest(
        "[style*='opacity: 0;'], [style*='opacity:0;'], [style$='opacity:0'], [style*='display: none'], [style*='display:none']",
      )
    );
  };
  const rgba = (text) => {
    const n = (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return n.length > 3 ? n : [...n, 1];
  };
  const light = (c) => {
    const [r, g, b] = c.map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, two) => {
    const [a, b] = [light(one), light(two)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const paper = rgba(getComputedStyle(document.body).backgroundColor);
  const variable = (name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(--brief-${name})`;
    drawing.parentElement.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
  const [grid, land, coast] = ["grid", "land", "coast"].map(variable);

  const boxOf = (line) => {
    // without the spaces at its ends, which keep it off its mark
    const nodes = [],
      walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT),
      range = document.createRange();
    while (walker.nextNode()) {
      if (walker.currentNode.data.trim()) {
        nodes.push(walker.currentNode);
      }
    }
    const last = nodes.at(-1);
    range.setStart(nodes[0], nodes[0].data.search(/\S/));
    range.setEnd(last, last.data.trimEnd().length);
    return range.getBoundingClientRect();
  };

  // a line of text by its letters: of its box, what is above capitals and below descenders is empty
  const labels = [];
  for (const text of drawing.querySelectorAll("text")) {
    if (!shows(text) || !text.textContent.trim()) {
      continue;
    }
    const lines = [...text.querySelectorAll("tspan")].filter(
      (part) => part.hasAttribute("dy") && part.hasAttribute("x"),
    );
    const style = getComputedStyle(text);
    const halo = style.paintOrder.startsWith("stroke") && parseFloat(style.strokeWidth) >= 2 && style.stroke !== "none";
    const paints = text.parentElement.querySelector(":scope > rect"); // of an annotation with a background
    const onPaper = paints && rgba(getComputedStyle(paints).fill)[3] > 0 && getComputedStyle(paints).fillOpacity > 0;
    for (const line of lines.length ? lines : [text]) {
      const words = line.textContent.trim();
      if (!words) {
        continue;
      }
      const box = boxOf(line);
      const flat = box.width >= box.height || words.length < 3,
        cut = flat ? box.height : box.width;
      labels.push({
        text,
        words,
        halo: halo || onPaper,
        left: box.left + (flat ? 0 : 0.2 * cut),
        right: box.right - (flat ? 0 : 0.15 * cut),
        top: box.top + (flat ? 0.2 * cut : 0),
        bottom: box.bottom - (flat ? 0.15 * cut : 0),
      });
    }
  }

  const marks = [],
    lines = [],
    rules = [];
  for (const part of drawing.querySelectorAll("path, rect, circle, line")) {
    if (!shows(part)) {
      continue;
    }
    const style = getComputedStyle(part),
      box = part.getBoundingClientRect();
    const stroked = style.stroke !== "none" && parseFloat(style.strokeWidth) > 0 && style.strokeOpacity > 0;
    const filled = style.fill !== "none" && style.fillOpacity > 0 && rgba(style.fill)[3] > 0;
    if (stroked && !filled && style.stroke === grid) {
      rules.push(box);
      continue;
    }
    if ([grid, land, coast].includes(style.fill) || style.stroke === coast || style.stroke === land) {
      continue;
    }
    if (filled && part.closest(".point")) {
      marks.push(box);
      continue;
    }
    if (stroked && part.closest(".point")) {
      marks.push(box);
      continue;
    }
    if (stroked && !filled && part.getTotalLength) {
      lines.push(part);
      continue;
    }
    const fill = rgba(style.fill),
      opacity = fill[3] * style.fillOpacity;
    const seen = [0, 1, 2].map((i) => fill[i] * opacity + paper[i] * (1 - opacity));
    if (filled && contrast(seen, paper) >= 3 && !part.nextElementSibling?.matches("text")) {
      marks.push(box);
    }
  }

  const faults = new Set(),
    report = (...words) => faults.add(words.join(" "));
  const cross = (one, two) =>
    Math.min(one.right, two.right) - Math.max(one.left, two.left) > NEAR &&
    Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > NEAR;
  const inside = (one, two) =>
    one.left >= two.left - NEAR &&
    one.right <= two.right + NEAR &&
    one.top >= two.top - NEAR &&
    one.bottom <= two.bottom + NEAR;
  labels.forEach((label, number) => {
    if (
      label.left < frame.left - NEAR ||
      label.right > frame.right + NEAR ||
      label.top < frame.top - NEAR ||
      label.bottom > frame.bottom + NEAR
    ) {
      report(`“${label.words}” leaves the drawing`);
    }
    for (const other of labels.slice(number + 1)) {
      if (other.text !== label.text && cross(label, other)) {
        report(`“${label.words}” is over “${other.words}”`);
      }
    }
    for (const mark of marks) {
      const shrunk = {
        left: mark.left + 0.1 * mark.width,
        right: mark.right - 0.1 * mark.width,
        top: mark.top + 0.1 * mark.height,
        bottom: mark.bottom - 0.1 * mark.height,
      };
      if (cross(label, shrunk) && !inside(label, mark)) {
        report(`“${label.words}” is over a mark`);
      }
    }
    for (const rule of rules) {
      const wide = { left: rule.left - 0.5, right: rule.right + 0.5, top: rule.top - 0.5, bottom: rule.bottom + 0.5 };
      const over =
        Math.min(label.right, wide.right) - Math.max(label.left, wide.left) > 0.9 &&
        Math.min(label.bottom, wide.bottom) - Math.max(label.top, wide.top) > 0.9;
      if (over && !label.halo) {
        report(`“${label.words}” is over a line of the grid`);
      }
    }
  });
  for (const line of lines) {
    const length = line.getTotalLength(),
      matrix = line.getScreenCTM(),
      box = line.getBoundingClientRect();
    const near = labels.filter((label) =>
      cross(label, { left: box.left - 2, right: box.right + 2, top: box.top - 2, bottom: box.bottom + 2 }),
    );
    for (let at = 0; near.length && at <= length; at += 2) {
      const point = line.getPointAtLength(at).matrixTransform(matrix);
      for (const label of near) {
        if (
          point.x > label.left + NEAR &&
          point.x < label.right - NEAR &&
          point.y > label.top + NEAR &&
          point.y < label.bottom - NEAR
        ) {
          report(`“${label.words}” is over a line`);
        }
      }
    }
  }
  return [...faults];
};
