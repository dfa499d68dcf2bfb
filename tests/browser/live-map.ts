import type { Page } from 'playwright-core';
import { untilTrue } from './visitor.ts';

/** Where the drawing on the canvas has its graph. */
const GRAPH = `document.querySelector('.__________cytoscape_container')?._cyreg?.cy`;

/** Waits until the map has been made live and shows activities. */
export const untilLive = (page: Page): Promise<void> =>
  untilTrue(page, `${GRAPH}?.nodes('.activity').nonempty() ?? false`);

/** Clicks an activity on the live map, brought into view first. */
export async function clickActivity(page: Page, name: string): Promise<void> {
  await untilLive(page);
  const at = await page.evaluate<{ x: number; y: number }>(`(() => {
    const cy = ${GRAPH};
    const node = cy.nodes('.activity').filter((n) => n.data('name') === ${JSON.stringify(name)});
    cy.stop().zoom(1).center(node);
    const box = cy.container().getBoundingClientRect();
    const { x, y } = node.renderedPosition();
    return { x: box.left + x, y: box.top + y };
  })()`);
  await page.mouse.click(at.x, at.y);
}

/** Names of the activities on the live map. */
export const activitiesOn = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`${GRAPH}.nodes('.activity').map((n) => n.data('name')).sort()`);
