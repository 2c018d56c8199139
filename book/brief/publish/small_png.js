// Makes a PNG of a chart small: few colours, which flat areas and letters need no more of. Not a part of the site: it runs
// in the browser that draws the pictures. smallPng(PNG in Base64) gives a promise of the small one.
function smallPng(png) {
  "use strict";
  const BITS = 6,
    MOST = 256,
    CLOSE = 16, // steps of colour that nobody sees at the rim of a letter
    SELDOM = 1000; // one pixel in so many: what is more frequent is an area or a line, and keeps its colour

  async function pixels() {
    const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  }

  function distance(one, other) {
    return [16, 8, 0].reduce((sum, shift) => sum + (((one >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);
  }

  // Colours that are close count as one; of the seldom ones, those do that are less close, too. The most frequent stand
  // in for all others.
  function palette(data) {
    const close = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const key =
        ((data[at] >> (8 - BITS)) << (2 * BITS)) |
        ((data[at + 1] >> (8 - BITS)) << BITS) |
        (data[at + 2] >> (8 - BITS));
      const exact = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
      if (!close.has(key)) {
        close.set(key, { count: 0, exact: new Map() });
      }
      const group = close.get(key);
      group.count += 1;
      group.exact.set(exact, (group.exact.get(exact) || 0) + 1);
    }
    const chosen = [];
    for (const group of Array.from(close.values()).sort((one, other) => other.count - one.count)) {
      const colour = Array.from(group.exact).reduce((best, next) => (next[1] > best[1] ? next : best))[0],
        isFrequent = group.count * 4 * SELDOM >= data.length;
      if (isFrequent || !chosen.some((other) => distance(colour, other) <= CLOSE ** 2)) {
        chosen.push(colour);
      }
    }
    return chosen.slice(0, MOST);
  }

  function nearest(colours) {
    const known = new Map();
    return (colour) => {
      if (!known.has(colour)) {
        const distances = colours.map((other) => distance(colour, other));
        known.set(colour, distances.indexOf(Math.min(...distances)));
      }
      return known.get(colour);
    };
  }

  const table = Uint32Array.from({ length: 256 }, (_, value) => {
    for (let bit = 0; bit < 8; bit += 1) {
      value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    }
    return value;
  });
  function chunk(name, content) {
    const body = [...new TextEncoder().encode(name), ...content],
      whole = new DataView(new ArrayBuffer(body.length + 8));
    whole.setUint32(0, content.length);
    body.forEach((byte, at) => whole.setUint8(at + 4, byte));
    whole.setUint32(body.length + 4, ~body.reduce((sum, byte) => table[(sum ^ byte) & 255] ^ (sum >>> 8), -1));
    return whole.buffer;
  }

  return pixels().then(async ({ data, width, height }) => {
    const colours = palette(data),
      number = nearest(colours),
      rows = new Uint8Array((width + 1) * height);
    for (let at = 0; at < data.length; at += 4) {
      const pixel = at / 4,
        row = Math.floor(pixel / width);
      rows[pixel + row + 1] = number((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    }
    const packed = new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate")));
    const size = new DataView(new ArrayBuffer(13));
    [
      [0, width],
      [4, height],
    ].forEach(([at, pixelCount]) => size.setUint32(at, pixelCount));
    [8, 3].forEach((value, at) => size.setUint8(8 + at, value));
    const parts = [
      Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
      chunk("IHDR", new Uint8Array(size.buffer)),
      chunk(
        "PLTE",
        colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]),
      ),
      chunk("IDAT", new Uint8Array(await packed.arrayBuffer())),
      chunk("IEND", []),
    ];
    const address = await new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(new Blob(parts));
    });
    return address.slice(address.indexOf(",") + 1);
  });
}
