/** `bun run texts`: the texts of pages that the German catalogue lacks, as JSON to be filled in, and those that no page has any more. */
import german from '../src/platform/text/de.json' with { type: 'json' };
import { projectRoot } from './generate/project.ts';
import { textsOfPages } from './texts/collect.ts';
import { compareTexts } from './texts/compare.ts';

const texts = textsOfPages(projectRoot);
const { missing, unused, otherPlaceholders } = compareTexts(texts, german);
console.log(JSON.stringify(Object.fromEntries(missing), null, 2));
console.error(`${texts.size} texts, ${missing.length} without German`);
if (unused.length > 0) console.error(`shown by no page any more:\n  ${unused.join('\n  ')}`);
if (otherPlaceholders.length > 0) console.error(`other placeholders in German:\n  ${otherPlaceholders.join('\n  ')}`);
