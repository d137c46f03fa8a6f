// The browser's verifier under Node.js, on cases that the issuer's own program wrote: node --test tests/verifier/engine.mjs,
// with the cases' file in VERIFIER_CASES (`cargo test the_browsers_verifier` makes it and runs this).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createHash, randomBytes } from "node:crypto";
import { runInThisContext } from "node:vm";
import { deflateSync, gzipSync } from "node:zlib";

const MODULES = new URL("../../src/web/assets/verify/", import.meta.url);
const load = (name) => import(new URL(name, MODULES).href);
const [{ hex, utf8, fromBase58 }, { sha256, sha512 }, { inflateZlib, inflateGzip }, { strictJson }, { verifierWith, isWeak }, { KeyRing }, graph,
  statements, { examine, codeIn }, { Lists }, { findCredential }, { codeOf, parseCode }, { readQrText }] = await Promise.all(["bytes.js",
  "sha2.js", "inflate.js", "strict_json.js", "ed25519.js", "keys.js", "graph.js", "statements.js", "engine.js", "lists.js", "pdf.js", "code.js",
  "qr_text.js"].map(load));

const cases = JSON.parse(readFileSync(process.env.VERIFIER_CASES, "utf8"));
const noble = runInThisContext(`${readFileSync(new URL("vendor/noble-ed25519-3.2.0.js", MODULES), "utf8")};MinhChungNoble`);
const byBrowser = verifierWith(() => assert.fail("Node.js knows Ed25519"));
const byNoble = verifierWith(async () => noble, async () => undefined);

const NOW = Date.parse("2026-11-24T00:00:00Z");
const digest = (text) => createHash("sha256").update(text).digest("hex");
const knowing = (did = cases.rings.ours, lists = [], verify = byBrowser) => ({ ring: new KeyRing(did, verify), lists, now: NOW });
const listsOf = async (...names) => {
  const lists = new Lists(new KeyRing(cases.rings.ours, byBrowser));
  for (const name of names) await lists.add(utf8(cases.lists[name]));
  return lists.all;
};
const verdictOf = async (input, known = knowing()) => (await examine(input, known)).verdict;
const reasonOf = async (input, known = knowing()) => (await examine(input, known)).reasons[0];
const digitsOf = (qr) => qr.split("#")[1];
const bytesOf = (qr) => Buffer.from(BigInt(digitsOf(qr)).toString(16).padStart(2, "0").replace(/^(.(?:..)*)$/, "0$1"), "hex");
const asDigits = (bytes) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`).toString();
const { sample } = cases;
const payloads = cases.claims.map(({ qr }) => qr).filter(Boolean);

test("SHA-256 and SHA-512 are those of Node.js, at every length around the blocks", () => {
  for (let length = 0; length < 300; length += 1) {
    const bytes = randomBytes(length);
    assert.equal(hex(sha256(bytes)), createHash("sha256").update(bytes).digest("hex"));
    assert.equal(hex(sha512(bytes)), createHash("sha512").update(bytes).digest("hex"));
  }
});

test("what zlib packed is unpacked, whatever follows it, and never beyond the limit", () => {
  const text = Buffer.from(JSON.stringify(cases.rings.both).repeat(9));
  for (const content of [Buffer.alloc(0), Buffer.alloc(70000), randomBytes(5000), text]) {
    for (let level = 0; level <= 9; level += 1) {
      const packed = Buffer.concat([deflateSync(content, { level }), Buffer.from("\nendstream")]);
      assert.deepEqual(Buffer.from(inflateZlib(packed, 70000)), content);
      assert.deepEqual(Buffer.from(inflateGzip(gzipSync(content, { level }), 70000)), content);
      if (content.length > 0) assert.equal(inflateZlib(packed, content.length - 1), null);
    }
  }
  assert.equal(inflateZlib(deflateSync(Buffer.alloc(50_000_000)), 65536), null);
  const packed = deflateSync(text);
  for (let length = 0; length < packed.length - 4; length += 1) assert.equal(inflateZlib(packed.subarray(0, length), 70000), null);
  for (let count = 0; count < 3000; count += 1) inflateZlib(Buffer.concat([Buffer.from([0x78, 0x9c]), randomBytes(60)]), 4096);
  for (const place of packed.keys()) {
    const broken = Buffer.from(packed);
    broken[place] ^= 1 + (place % 255);
    inflateZlib(broken, 70000);
  }
});

test("JSON is read as strictly as by the issuer's program", () => {
  for (const bad of ["", "{", '{"a":1,"a":2}', "[1,]", '{"a":}', '"\\ud800"', '"\\udc00\\ud800"', "01", "{} {}", "nul", '"a', '{a:1}', "[".repeat(99), '"\n"',
    "\ufeff{}", "'a'", '{"a" 1}', '"\\x"', "[1 2]", "{,}"]) {
    assert.equal(strictJson(bad), undefined, bad);
  }
  assert.deepEqual(strictJson(' [ "\\u00e9\\ud83d\\ude00" , -1.5e3, true, null, { } ] '), ["é😀", -1500, true, null, new Map()]);
});

test("letters of every kind are ordered and escaped as by the issuer's program", () => {
  for (const { texts, hash } of cases.graphs) {
    const quads = texts.map((text) => graph.quad(graph.blank(0), "https://example.vn/says", graph.literal(text)));
    assert.equal(digest(graph.canonical([...quads, ...quads])), hash);
  }
  const twins = [0, 1].map((number) => graph.quad(graph.blank(number), "https://example.vn/says", graph.literal("a")));
  assert.throws(() => graph.canonical(twins), { reason: "malformed" });
  const smuggled = graph.quad(graph.iri("https://example.vn/> <x:y> <z:w> .\n<a:b"), "https://example.vn/says", graph.literal("a"));
  assert.throws(() => graph.canonical([smuggled]), { reason: "malformed" });
});

test(`the canonical form of ${cases.claims.length} random credentials is that of the issuer's program, byte for byte`, () => {
  for (const { credential, canonicalHash, toBeSigned } of cases.claims) {
    const document = JSON.parse(credential);
    const canonical = graph.canonical(statements.credentialStatements(document));
    assert.equal(digest(canonical), canonicalHash, credential);
    assert.equal(digest(graph.canonical(statements.proofStatements(document.proof))) + digest(canonical), toBeSigned);
  }
});

test("every credential and code says what was signed, to the browser's Ed25519 and to noble's", async () => {
  for (const [place, one] of cases.claims.entries()) {
    const verify = place % 4 === 0 ? byNoble : byBrowser;
    const { verdict, signed } = await examine(one.credential, knowing(one.did, [], verify));
    assert.equal(verdict, one.expiresAt && Date.parse(one.expiresAt) < NOW ? "expired" : "genuine");
    assert.deepEqual(
      [signed.id, signed.holder, signed.assessment, signed.issuer, signed.issuedAt, signed.expiresAt, signed.statusList, signed.statusIndex],
      [one.id, one.holder, one.title, one.issuer, Date.parse(one.issuedAt), one.expiresAt && Date.parse(one.expiresAt), one.list, one.index]);
    assert.equal(one.canonicalHash.slice(0, 32), signed.credentialHash);
    if (!one.qr) continue;
    const code = (await examine(one.qr, knowing(one.did, [], verify))).signed;
    assert.deepEqual([code.id, code.holder, code.statusList, code.statusIndex, code.credentialHash],
      [one.id, one.holder, one.list, one.index, signed.credentialHash]);
  }
});

test("every byte of twenty payloads, changed, is refused", async () => {
  for (const [number, qr] of payloads.slice(0, 20).entries()) {
    const bytes = bytesOf(qr);
    const known = knowing(cases.claims[0].did);
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes);
      changed[place] ^= 1 << ((place + number) % 8);
      const finding = await examine(asDigits(changed), known);
      assert.ok(["forged", "unknown"].includes(finding.verdict), `byte ${place} of payload ${number}: ${finding.verdict}`);
      assert.equal(finding.signed, null);
    }
  }
});

test("every byte of a credential, changed, is refused", async () => {
  const bytes = utf8(sample.credential);
  for (let place = 0; place < bytes.length; place += 1) {
    const changed = Uint8Array.from(bytes);
    changed[place] ^= 1 << (place % 8);
    const finding = await examine(changed, knowing());
    assert.ok(["forged", "unknown"].includes(finding.verdict), `byte ${place}: ${finding.verdict}`);
    assert.equal(finding.signed, null);
  }
});

test("bytes that follow, are missing or come in another form are refused", async () => {
  const bytes = bytesOf(sample.qr);
  assert.equal(await verdictOf(sample.qr), "genuine");
  assert.equal(await reasonOf(asDigits(Buffer.concat([bytes, Buffer.of(0)]))), "malformed");
  for (let length = 2; length < bytes.length; length += 1) assert.equal(await verdictOf(asDigits(bytes.subarray(0, length))), "forged");
  assert.equal(await reasonOf(asDigits(Buffer.concat([Buffer.of(1), bytes.subarray(2)]))), "malformed", "no tag");
  assert.equal(await reasonOf(asDigits(Buffer.concat([Buffer.of(1, 0xd8, 18), bytes.subarray(2)]))), "malformed", "a longer head");
  assert.equal(await reasonOf(asDigits(Buffer.concat([Buffer.of(2), bytes.subarray(1)]))), "unsupported-version");
  assert.equal(await reasonOf(`0${digitsOf(sample.qr)}`), "malformed");
  assert.equal(await reasonOf("9".repeat(513)), "malformed");
  assert.equal(await reasonOf(`${sample.credential} {}`), "malformed");
  assert.equal(await reasonOf(`${sample.credential.slice(0, -1)},"extra":"1"}`), "malformed");
  assert.equal(await reasonOf(sample.credential.replace('"name":', '"name":"x","name":')), "malformed");
  assert.equal(await reasonOf(sample.credential.replace("context-3.0.3", "context-3.0.4")), "unsupported-version");
  assert.equal(await reasonOf(sample.credential.replace("eddsa-rdfc-2022", "eddsa-jcs-2022")), "unsupported-version");
  assert.equal(await reasonOf(sample.credential.slice(0, 500)), "malformed");
  assert.equal(await reasonOf("{}"), "not-a-certificate");
  assert.equal(await reasonOf("https://example.vn/x#123"), "not-a-certificate");
  assert.equal(await reasonOf("xin chào"), "not-a-certificate");
  assert.equal(await reasonOf(new Uint8Array([0xff, 0xfe, 0x7b])), "not-a-certificate");
  assert.equal(await verdictOf(JSON.stringify(JSON.parse(sample.credential), null, 2)), "genuine", "laid out anew");
  assert.equal(await verdictOf(` ${sample.qr.slice(0, 80)}\n${sample.qr.slice(80)} `), "genuine", "broken over lines");
});

test("an altered word of a credential is noticed", async () => {
  for (const [from, to] of [[sample.holder, "Nguyễn Văn An"], ['"70"', '"71"'], ["2026-11-21T01:30:00Z", "2026-11-20T01:30:00Z"]]) {
    const altered = sample.credential.split(from).join(to);
    assert.notEqual(altered, sample.credential, from);
    assert.equal(await reasonOf(altered), "signature-invalid");
  }
});

test("another's key is unknown, a relabelled one invalid, and keys count only in their time", async () => {
  const { byAnother, rings, kids } = cases;
  assert.equal(await reasonOf(byAnother.credential), "unknown-key");
  assert.equal(await reasonOf(byAnother.qr), "unknown-key");
  assert.equal(await verdictOf(byAnother.credential, knowing(rings.both)), "genuine");
  assert.equal(await reasonOf(byAnother.credential.replace(kids[1], kids[0])), "signature-invalid");
  for (const input of [sample.credential, sample.qr]) {
    for (const ring of ["retiredBefore", "compromisedBefore", "laterActive"]) {
      assert.equal(await reasonOf(input, knowing(rings[ring])), "key-not-valid-then", ring);
      assert.equal(await verdictOf(input, knowing(rings[ring])), "forged");
    }
    assert.equal(await verdictOf(input, knowing(rings.retiredAfter)), "genuine");
    const leaked = await examine(input, knowing(rings.compromisedAfter));
    assert.equal(leaked.verdict, "signed_not_registered");
    assert.ok(leaked.notes.includes("key-needs-log"));
  }
});

test("a ring with a foreign, weak, renamed or doubled key is refused", () => {
  const spoiled = (spoil) => {
    const did = structuredClone(cases.rings.both);
    spoil(did.verificationMethod[0], did);
    assert.throws(() => new KeyRing(did, byBrowser));
  };
  spoiled((key, did) => { key.publicKeyMultibase = did.verificationMethod[1].publicKeyMultibase; });
  spoiled((key) => { key.type = "JsonWebKey"; });
  spoiled((key) => { key.controller = "did:web:example.vn"; });
  spoiled((key) => { key.retiredAt = "yesterday"; });
  spoiled((key, did) => { did.verificationMethod.push(key); });
  spoiled((key) => { key.publicKeyMultibase = "z6Mk"; });
  const did = structuredClone(cases.rings.ours);
  did.assertionMethod = [];
  assert.equal(new KeyRing(did, byBrowser).keys[0].compromisedSince, -Infinity);
});

test("points of small order and second forms of a signature are refused by both", async () => {
  const key = fromBase58(cases.rings.ours.verificationMethod[0].publicKeyMultibase.slice(1)).slice(2);
  const message = utf8("x");
  for (const verify of [byBrowser, byNoble]) {
    const neutral = new Uint8Array(64);
    neutral[0] = 1;
    assert.equal(await verify(key, message, neutral), false);
    assert.equal(await verify(key, message, new Uint8Array(64).fill(255)), false);
    assert.equal(await verify(key, message, new Uint8Array(63)), false);
  }
  assert.ok(isWeak(neutralPoint(1)) && isWeak(neutralPoint(0)) && !isWeak(key));
});

const vectors = (name) => readFileSync(new URL(`../fixtures/vectors/ed25519/${name}.txt`, import.meta.url), "utf8").split("\n")
  .filter((line) => line && !line.startsWith("#")).map((line) => line.split(" "));
const unhex = (text) => (text === "-" ? new Uint8Array() : Uint8Array.from(Buffer.from(text, "hex")));

// Noble multiplies its equation by the cofactor and takes two more: only whoever has the private key can make such signatures.
test("published signatures are judged as by the issuer's own program, in the browser and by noble", async () => {
  for (const [verify, taken] of [[byBrowser, ["3"]], [byNoble, ["3", "4", "5"]]]) {
    // A ring takes no key of small order, so that the verifier is never asked about one.
    const believes = async (key, message, signature) => !isWeak(unhex(key)) && Boolean(await verify(unhex(key), unhex(message), unhex(signature)).catch(() => false));
    for (const [number, result, , key, message, signature] of vectors("wycheproof")) {
      assert.equal(await believes(key, message, signature), result === "valid", `wycheproof ${number}`);
    }
    for (const [number, key, message, signature] of vectors("speccheck")) {
      assert.equal(await believes(key, message, signature), taken.includes(number), `speccheck ${number}`);
    }
  }
});

test("a list under a key that this page does not know says that the page's keys are old", async () => {
  const lists = new Lists(new KeyRing(cases.rings.ours, byBrowser));
  const fetched = globalThis.fetch;
  for (const [name, knows] of [["clean", true], ["byAnother", false]]) {
    globalThis.fetch = async () => new Response(cases.lists[name]);
    assert.equal(await lists.refreshOne("/status/1", null), true);
    assert.equal(lists.knowsKeys, knows);
  }
  globalThis.fetch = fetched;
  const finding = await examine(sample.credential, { ...knowing(), lists: lists.all, knowsKeys: lists.knowsKeys });
  assert.deepEqual([finding.verdict, finding.notes], ["genuine", ["keys-are-old"]]);
});

const neutralPoint = (first) => Uint8Array.from({ length: 32 }, (_, place) => (place === 0 ? first : place === 31 ? 0x80 : 0));

test("lists say revoked, superseded, clean or old; without one the certificate is not checked for revocation", async () => {
  for (const input of [sample.credential, sample.qr]) {
    const judged = async (lists, now = NOW) => examine(input, { ...knowing(), lists, now });
    assert.deepEqual((await judged([])).notes, ["not-checked-for-revocation"]);
    const other = await judged(await listsOf("another"));
    assert.deepEqual([other.verdict, other.notes, other.list], ["genuine", ["not-checked-for-revocation"], null]);
    for (const name of ["clean", "others"]) {
      const clean = await judged(await listsOf(name));
      assert.deepEqual([clean.verdict, clean.notes, clean.list.validFrom], ["genuine", [], Date.parse("2026-11-22T00:00:00Z")]);
    }
    assert.equal((await judged(await listsOf("clean", "revoked"))).verdict, "revoked");
    assert.equal((await judged(await listsOf("revoked", "clean"))).verdict, "revoked", "an older list replaces nothing");
    assert.equal((await judged(await listsOf("revoked", "superseded"))).verdict, "superseded");
    const old = await judged(await listsOf("clean"), NOW + 30 * 86400000);
    assert.deepEqual([old.verdict, old.notes], ["genuine", ["list-is-old"]]);
  }
});

test("a list by another, or altered, is no list", async () => {
  await assert.rejects(listsOf("byAnother"), { reason: "unknown-key" });
  const lists = new Lists(new KeyRing(cases.rings.ours, byBrowser));
  const bytes = utf8(cases.lists.revoked);
  for (let place = 0; place < bytes.length; place += 1) {
    const changed = Uint8Array.from(bytes);
    changed[place] ^= 1;
    await assert.rejects(lists.add(changed), undefined, `byte ${place}`);
  }
  assert.deepEqual(lists.all, []);
});

test("the credential is found in a PDF, among other streams, packed or not, and no bomb is unpacked", async () => {
  const around = (stream) => Buffer.concat([Buffer.from("%PDF-1.7\nstream\n"), deflateSync("a page"), Buffer.from("\nendstream\nstream\r\n"), stream,
    Buffer.from("\nendstream")]);
  for (const stream of [deflateSync(sample.credential), Buffer.from(sample.credential)]) {
    const finding = await examine(around(stream), knowing());
    assert.deepEqual([finding.verdict, finding.notes.includes("page-not-compared")], ["genuine", true]);
  }
  const altered = around(deflateSync(sample.credential.replace(sample.holder, "Nguyễn Văn An")));
  assert.equal(await reasonOf(altered), "signature-invalid");
  assert.equal(findCredential(around(deflateSync(Buffer.alloc(100_000_000, "{")))), null);
  assert.equal(findCredential(Buffer.concat([around(deflateSync(sample.credential)), Buffer.alloc(2 * 1024 * 1024)])), null);
  assert.equal(await reasonOf(Buffer.from("%PDF-1.7\nstream\nstream\nstream")), "not-a-certificate");
  for (let count = 0; count < 300; count += 1) await examine(Buffer.concat([Buffer.from("%PDF-stream\n"), randomBytes(400)]), knowing());
});

test("any bytes and any text are read without harm", async () => {
  for (let count = 0; count < 2000; count += 1) {
    const bytes = randomBytes(count % 260);
    for (const input of [bytes, asDigits(Buffer.concat([Buffer.of(1), bytes])), bytes.toString("latin1"), `{${bytes.toString("latin1")}`]) {
      assert.ok(["forged", "unknown"].includes(await verdictOf(input)));
    }
  }
});

test("codes are those of the issuer's program, and digits those anybody would compute", () => {
  for (const { id } of cases.claims.slice(0, 50)) {
    assert.equal(parseCode(id), id);
    assert.equal(parseCode(`${id.slice(0, 4).toLowerCase()}-${id.slice(4)} `.replaceAll("0", "o").replaceAll("1", "l")), id);
    assert.equal(codeIn(`https://chungnhan.example.vn/v/${id}`), id);
    const wrong = id[3] === "7" ? "8" : "7";
    assert.equal(parseCode(id.slice(0, 3) + wrong + id.slice(4)), null);
  }
  assert.equal(codeOf(new Uint8Array(16)).length, 27);
  assert.deepEqual([...readQrText("256")], [0]);
  assert.deepEqual([...readQrText("1")], []);
  assert.equal(codeIn("xin chào"), null);
});
