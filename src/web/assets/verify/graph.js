// A small graph and its RDFC-1.0 canonical form, for graphs whose blank nodes all differ at first sight; the same as
// `graph.rs` of the issuer's program, byte for byte.

import { byCodePoint, hex, utf8 } from "./bytes.js";
import { demand } from "./fault.js";
import { sha256 } from "./sha2.js";

/** A named node, a blank node with a number of our own, a plain text, a text with a type. */
export const iri = (name) => ({ iri: name });
export const blank = (number) => ({ blank: number });
export const literal = (text, type) => ({ text, type });

/** One statement; `graph` is the number of the blank node that names its graph. */
export const quad = (subject, predicate, object, graph) => ({ subject, predicate, object, graph });

// Not allowed between "<" and ">": whoever could write one there could write statements of their own.
const OUTSIDE_IRIS = /[\u0000-\u0020<>"{}|^`\\]/;

const ESCAPES = { "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\" };
const quoted = (text) => {
  const escaped = text.replace(/[\u0000-\u001f"\\\u007f\ufffe\uffff]/g, (letter) =>
    ESCAPES[letter] || "\\u" + letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0"));
  return `"${escaped}"`;
};

const nodeText = (node, name) => (node.iri === undefined ? `_:${name(node.blank)}` : `<${node.iri}>`);

const lineOf = ({ subject, predicate, object, graph }, name) => {
  const type = object.type === undefined ? "" : `^^<${object.type}>`;
  const said = object.text === undefined ? nodeText(object, name) : quoted(object.text) + type;
  const place = graph === undefined ? "" : ` _:${name(graph)}`;
  return `${nodeText(subject, name)} <${predicate}> ${said}${place} .\n`;
};

const blanksOf = ({ subject, object, graph }) => [subject.blank, object.blank, graph].filter((number) => number !== undefined);

const sortedLines = (quads, name) => quads.map((statement) => lineOf(statement, name)).sort(byCodePoint).join("");

/** Canonical N-Quads of the graph; a graph is a set, so a statement made twice counts once. */
export const canonical = (statements) => {
  const quads = [...new Map(statements.map((statement) => [lineOf(statement, (number) => `b${number}`), statement])).values()];
  for (const { subject, object } of quads) {
    for (const node of [subject, object]) {
      demand(node.iri === undefined || (node.iri.includes(":") && !OUTSIDE_IRIS.test(node.iri)));
    }
  }
  const hashes = [...new Set(quads.flatMap(blanksOf))].map((number) => {
    const mentioning = quads.filter((statement) => blanksOf(statement).includes(number));
    return [hex(sha256(utf8(sortedLines(mentioning, (other) => (other === number ? "a" : "z"))))), number];
  }).sort(([one], [other]) => (one < other ? -1 : 1));
  demand(new Set(hashes.map(([hash]) => hash)).size === hashes.length);
  const issued = new Map(hashes.map(([, number], place) => [number, `c14n${place}`]));
  return sortedLines(quads, (number) => issued.get(number));
};
