// The whole sitting in English with nothing but a keyboard; where one is must always be seen.
import { Candidate } from "./candidate.mjs";
import { Hands } from "./hands.mjs";
import { DESKTOP, play } from "./stage.mjs";

async function logInAndStart(tab, hands, who) {
  await tab.open("/");
  await hands.press("English");
  await tab.reads("Digital skills assessed, with certificates that anyone can check");
  await hands.to("Skip to content");
  await hands.keys.press("Enter");
  await hands.press("Log in");
  await tab.reads("Use the staff code and the secret your unit sent you, or the one-time code you were given for this sitting.");
  await hands.to("Staff code");
  await hands.keys.type(who.login);
  await hands.to("Secret");
  await hands.keys.type(who.secret);
  await hands.keys.press("Enter");
  await tab.reads("Assessment of knowledge and skills in using artificial intelligence");
  await hands.to("the assessment", ({ name }) => name.startsWith("View and start"));
  await hands.keys.press("Enter");
  await tab.reads("Before you start");
  await hands.to("language", (found) => found.type === "radio");
  await hands.press("I have read this and am ready. I understand that time starts when I press Start.", "Space");
  await hands.press("Start");
  await tab.reads("Question 1 of 25");
  return new URL(tab.page.url()).pathname.split("/").pop();
}

await play(async (stage) => {
  const { base, demo, step } = stage;
  const who = demo.candidates[2];
  const device = await stage.device(DESKTOP);
  const tab = await device.tab();
  const hands = new Hands(tab);
  step("chooses English, logs in and starts");
  const id = await logInAndStart(tab, hands, who);
  const server = await Candidate.logIn(base, who);
  const right = await server.rightAnswers(id);

  step("answers every item");
  for (let number = 1; number <= 25; number += 1) {
    await tab.reads(`Question ${number} of 25`);
    await hands.answer(number, right.get(number));
    await tab.reads("Saved at ", `#item-${number} .saved`);
    if (number === 3) {
      await hands.press("Flag for review");
      await hands.press("Next");
    } else if (number < 25) await hands.press("Next");
  }
  await server.has(id, right);

  step("hands in and reads the result");
  await hands.press("Hand in");
  await tab.reads("You have answered all 25 questions.");
  await hands.press("Hand in for good");
  await tab.reads("Congratulations, you passed!");
  await tab.reads("You scored 25 of 25 points");
  await tab.reads("Your certificate is ready.");
  await hands.press("Open the check page");
  await tab.reads("This certificate is genuine and valid", "h1");
  await hands.to("the end of the page", ({ name }) => name === "Privacy");
  step(`the keyboard's place was looked at ${hands.seen} times`);
});
