/** What we export opens in a modeller: bpmn-js, in a real browser. It is a tool of this test and no part of the product. */
import { expect } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeBpmn } from '../../src/mining/formats/bpmn-write.ts';
import { readPtml } from '../../src/mining/formats/ptml.ts';
import { treeToBpmn } from '../../src/mining/model/tree-to-bpmn.ts';
import { sharedData } from '../shared-data.ts';
import { browserTest, launch } from './chromium.ts';

const VIEWER = fileURLToPath(import.meta.resolve('bpmn-js/dist/bpmn-viewer.production.min.js'));

/** Opens a file and says what the viewer has to complain of, and how many shapes and lines it shows. */
const IMPORT = `async (xml) => {
  const viewer = new BpmnJS({ container: '#canvas' });
  const { warnings } = await viewer.importXML(xml);
  const shown = viewer.get('elementRegistry').filter(({ type }) => type !== 'label').length;
  viewer.destroy();
  return { warnings: warnings.map(({ message }) => message), shown };
}`;

browserTest('a modeller opens what we export without a warning, everything drawn', async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.setContent('<div id="canvas"></div>');
    await page.addScriptTag({ path: VIEWER });
    for (const log of ['running-example', 'receipt', 'sepsis', 'bpic12']) {
      const bpmn = treeToBpmn(readPtml(readFileSync(sharedData(`models/imf/${log}.ptml`))));
      const found = await page.evaluate(`(${IMPORT})(${JSON.stringify(writeBpmn(bpmn, log))})`);
      // The plane itself is one more.
      expect([log, found]).toEqual([log, { warnings: [], shown: bpmn.nodes.length + bpmn.flows.length + 1 }]);
    }
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});
