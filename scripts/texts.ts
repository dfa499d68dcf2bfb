/** `bun run texts`: the texts of pages that the German catalogue lacks, as JSON to be filled in, and those that no page has any more. */
import german from '../src/platform/text/de.json' with { type: 'json' };
import { projectRoot } from './generate/project.ts';
import { textsOfPages } from './texts/collect.ts';

const texts = textsOfPages(projectRoot);
const missing = [...texts].filter(([text]) => !Object.hasOwn(german, text));
console.log(JSON.stringify(Object.fromEntries(missing), null, 2));
console.error(`${texts.size} texts, ${missing.length} without German`);
