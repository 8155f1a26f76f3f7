// Draws logo.png, the icon of the SDK's package: lines of code in a speech bubble. Run it with: node sdk/Codegen/logo.js
const fs = require("fs"), path = require("path"), zlib = require("zlib");
const size = 128, samples = 4;

// Signed distance to a rounded box; below zero is inside.
const box = (x, y, cx, cy, w, h, r) => {
  const dx = Math.abs(x - cx) - w / 2 + r, dy = Math.abs(y - cy) - h / 2 + r;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
};
const tail = (x, y) => x >= 38 && x <= 60 && y >= 80 && y <= 104 && y - 80 <= (60 - x) * 1.1;
const lines = [[34, 44, 30, [124, 92, 255]], [44, 58, 46, [20, 184, 166]], [44, 72, 26, [20, 184, 166]], [76, 72, 14, [251, 146, 60]]];

function color(x, y) {
  if (box(x, y, 64, 64, 120, 120, 26) > 0) return [0, 0, 0, 0];
  for (const [left, middle, width, rgb] of lines) if (box(x, y, left + width / 2, middle, width, 7, 3.5) <= 0) return [...rgb, 255];
  if (box(x, y, 64, 57, 84, 58, 14) <= 0 || tail(x, y)) return [255, 255, 255, 255];
  const t = (x + y) / (2 * size);
  return [Math.round(49 + 40 * t), Math.round(46 + 20 * t), Math.round(129 + 70 * t), 255];
}

function pixel(px, py) {
  let [r, g, b, a] = [0, 0, 0, 0];
  for (let i = 0; i < samples * samples; i++) {
    const c = color(px + (i % samples + 0.5) / samples, py + (Math.floor(i / samples) + 0.5) / samples);
    r += c[0] * c[3]; g += c[1] * c[3]; b += c[2] * c[3]; a += c[3];
  }
  return a === 0 ? [0, 0, 0, 0] : [r / a, g / a, b / a, a / (samples * samples)].map(Math.round);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

function crc(bytes) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let k = 0; k < 8; k++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}

const rows = [];
for (let y = 0; y < size; y++) rows.push(Buffer.from([0, ...Array.from({ length: size }, (_, x) => pixel(x, y)).flat()]));
const header = Buffer.alloc(13);
header.writeUInt32BE(size, 0);
header.writeUInt32BE(size, 4);
header.set([8, 6, 0, 0, 0], 8);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const png = [signature, chunk("IHDR", header), chunk("IDAT", zlib.deflateSync(Buffer.concat(rows), { level: 9 })), chunk("IEND", Buffer.alloc(0))];
fs.writeFileSync(path.join(__dirname, "logo.png"), Buffer.concat(png));
