// Finds the credential in a PDF, with nothing trusted: no PDF parser, bounded count, size and work; the same as `attachment.rs`.

import { findBytes, utf8 } from "./bytes.js";
import { LONGEST_CREDENTIAL } from "./credential.js";
import { inflateZlib } from "./inflate.js";

/** A larger file is none of ours. */
export const LARGEST_PDF = 2 * 1024 * 1024;
/** Our certificates have a few dozen streams. */
const MOST_STREAMS = 256;
const [HEAD, STREAM, END, OURS] = ["%PDF-", "stream", "endstream", "OpenBadgeCredential"].map(utf8);

export const isPdf = (bytes) => findBytes(bytes.subarray(0, 1024), HEAD) >= 0;

const contentOf = (rest) => {
  if (rest[0] === 0x7b) {
    const end = findBytes(rest.subarray(0, LONGEST_CREDENTIAL), END);
    return end < 0 ? null : rest.slice(0, end);
  }
  return inflateZlib(rest, LONGEST_CREDENTIAL);
};

const withoutBlanks = (bytes) => {
  let end = bytes.length;
  while (end > 0 && [0x20, 0x0a, 0x0d, 0x09, 0x0c].includes(bytes[end - 1])) end -= 1;
  return bytes.subarray(0, end);
};

/** The first stream that looks like an Open Badges credential; `null` when there is none. */
export const findCredential = (pdf) => {
  if (pdf.length > LARGEST_PDF) return null;
  let place = 0;
  for (let count = 0; count < MOST_STREAMS; count += 1) {
    place = findBytes(pdf, STREAM, place);
    if (place < 0) return null;
    place += STREAM.length;
    const gap = pdf[place] === 0x0d && pdf[place + 1] === 0x0a ? 2 : pdf[place] === 0x0a ? 1 : 0;
    const content = gap > 0 ? contentOf(pdf.subarray(place + gap)) : null;
    if (content && content[0] === 0x7b && findBytes(content, OURS) >= 0) return withoutBlanks(content);
  }
  return null;
};
