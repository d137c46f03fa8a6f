// Takes the pictures of the README; a person looks at them and commits them:
//
//     cargo run -- demo --data /tmp/demo --listen 127.0.0.1:8080
//     node tests/browser/pictures.mjs http://127.0.0.1:8080 /tmp/demo/demo.json docs/pictures
import { execFileSync } from "node:child_process";
import { unlinkSync } from "node:fs";
import { join } from "node:path";
import { Candidate } from "./candidate.mjs";
import { DESKTOP, PHONE, play } from "./stage.mjs";

const CERTIFICATE_WIDTH = "1200";

async function people({ base, demo }) {
  const passes = [0, 1, 2, 4, 5, 8, 9, 12, 15, 16];
  const certificates = [];
  for (const number of passes) {
    const candidate = await Candidate.logIn(base, demo.candidates[number]);
    certificates.push(await candidate.certificate(await candidate.sit((item) => item > number % 5)));
  }
  for (const number of [6, 13]) await (await Candidate.logIn(base, demo.candidates[number])).sit((item) => item < 18);
  for (const number of [10, 17]) await (await Candidate.logIn(base, demo.candidates[number])).start();
  return certificates[0];
}

async function attemptOnAPhone({ base, demo, device, out }) {
  const who = demo.candidates[3];
  const server = await Candidate.logIn(base, who);
  const { id } = await server.start();
  const right = [...await server.rightAnswers(id)];
  const shown = right.findIndex(([number]) => number >= 7);
  for (const [number, choice] of right.slice(0, shown)) await server.save(id, number, choice);
  const [number, choice] = right[shown];
  const tab = await (await device(PHONE)).tab();
  await tab.logIn(who);
  await tab.open(`/attempts/${id}?item=${number}`);
  await tab.option(number, choice[0]).locator("..").tap();
  await tab.page.locator(`#item-${number} .saved.is-saved`).waitFor();
  await tab.page.screenshot({ path: join(out, "attempt-on-a-phone.png") });
}

await play(async (stage) => {
  const { base, demo, device, out, keep } = stage;
  const certificate = await people(stage);
  await attemptOnAPhone(stage);

  const verifier = await (await device({ viewport: { width: 900, height: 760 } })).tab();
  await verifier.open(`/v/${certificate.id}`);
  await verifier.page.screenshot({ path: join(out, "check.png") });

  const admin = await (await device({ ...DESKTOP, viewport: { width: 1180, height: 880 } })).tab();
  await admin.logIn(demo.admin);
  await admin.page.screenshot({ path: join(out, "dashboard.png") });

  const pdf = await fetch(new URL(new URL(certificate.pdf).pathname, base));
  const file = keep("certificate.pdf", Buffer.from(await pdf.arrayBuffer()));
  execFileSync("pdftoppm", ["-png", "-singlefile", "-scale-to-x", CERTIFICATE_WIDTH, "-scale-to-y", "-1", file, join(out, "certificate")]);
  unlinkSync(file);
});
