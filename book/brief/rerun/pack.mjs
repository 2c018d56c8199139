// Packs a file as small as it gets: as gzip, or as zstd with a window as long as the file.
// Usage: node pack.mjs gzip|zstd FILE PACKED_FILE
import { readFileSync, writeFileSync } from "node:fs";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";

const [form, whole, small] = process.argv.slice(2),
  content = readFileSync(whole);
const params = {
  [constants.ZSTD_c_compressionLevel]: 22,
  [constants.ZSTD_c_windowLog]: 26,
  [constants.ZSTD_c_enableLongDistanceMatching]: 1,
  [constants.ZSTD_c_checksumFlag]: 1,
};
writeFileSync(
  small,
  form === "gzip"
    ? gzipSync(content, { level: 9 })
    : zstdCompressSync(content, { params: params, pledgedSrcSize: content.length }), // which tells how long it gets
);
