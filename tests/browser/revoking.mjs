// An administrator revokes a certificate on the page.
import { DESKTOP } from "./stage.mjs";

export async function revoke({ device, demo }, id) {
  const office = await (await device(DESKTOP)).tab();
  await office.logIn(demo.admin);
  await office.open(`/admin/certificates/${id}/revoke`);
  await office.page.selectOption("#reason", { index: 1 });
  await office.page.fill("#explanation", "Biên bản thử nghiệm");
  await office.page.locator("#confirm").check();
  await office.page.locator(".button.danger").click();
  await office.page.locator(".notice.is-good").waitFor();
  await office.page.close();
}
