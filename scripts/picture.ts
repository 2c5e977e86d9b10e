// Takes the README's picture: the demo, driven as a visitor and an agent would. Needs a build.
import {mkdir} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {chromeArgs, chromePath} from '../test/browser.ts';
import {agree, payWithDeclinedCard, searchHelp, startChat, startDemo} from '../test/e2e/demo.ts';

const folder = fileURLToPath(new URL('../docs/images', import.meta.url));
await mkdir(folder, {recursive: true});
const demo = await startDemo();
const browser = await chromium.launch({executablePath: chromePath(), args: chromeArgs()});
try {
  const viewport = {width: 1440, height: 900};
  // As a person's browser says it: a headless one is marked as a crawler, and rightly so.
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`;
  const shop = await (await browser.newContext({viewport, userAgent})).newPage();
  const desktop = await (await browser.newContext({viewport, deviceScaleFactor: 1.5})).newPage();
  await desktop.goto(demo.desktop);
  await desktop.getByRole('button', {name: 'Generate history'}).click();

  await shop.goto(demo.shop);
  await agree(shop);
  await shop.goto(`${demo.shop}/products/pour-over-kettle`);
  await shop
    .getByRole('button', {name: /add to cart/i})
    .first()
    .click();
  await shop.goto(`${demo.shop}/checkout`);
  await payWithDeclinedCard(shop);
  await shop.goto(`${demo.shop}/help`);
  await searchHelp(shop, 'card declined');
  await shop.waitForTimeout(500); // A person reads what was found; the script loads beside it.
  await shop
    .getByRole('link', {name: /my card was declined/i})
    .first()
    .click();
  await shop.waitForURL(/declined/); // The page before has a chat of its own.
  await startChat(shop, 'Hi, my card was declined. I would love to have the kettle by Friday.');

  await desktop.locator('#live').getByText('Hi, my card was declined').click();
  await desktop.locator('journey-panel').getByText('Clicked to chat').waitFor();
  const answer = desktop.getByRole('textbox', {name: 'Your answer'});
  await answer.fill(
    'Hello Ada! I can see the kettle in your cart, and that your bank said no to the card.',
  );
  await answer.press('Enter');
  await desktop.mouse.move(700, 400);
  await desktop.waitForTimeout(1500); // The new rows' highlight fades.
  await desktop.screenshot({path: `${folder}/desktop.png`});
} finally {
  await browser.close();
  await demo.stop();
}
