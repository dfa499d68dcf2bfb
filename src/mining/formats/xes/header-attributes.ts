import type { Findings } from './findings.ts';
import type { XesAttribute } from './xes-header.ts';

/** Published logs carry up to some ten thousand figures about themselves. */
const MOST_ATTRIBUTES = 50_000;
const MOST_CHARACTERS = 16 << 20;

/** Keeps the attributes of the log and its globals, as many as a log is described by; more is left out, and said. */
export class HeaderAttributes {
  private readonly findings: Findings;
  private count = 0;
  private characters = 0;

  constructor(findings: Findings) {
    this.findings = findings;
  }

  /** The attribute where it stands in what is kept; null: it is not kept, nor what stands in it. */
  add(into: XesAttribute[] | null, attribute: XesAttribute, line: number): XesAttribute | null {
    if (into === null) return null;
    this.count++;
    this.characters += attribute.key.length + (attribute.value?.length ?? 0);
    if (this.count > MOST_ATTRIBUTES || this.characters > MOST_CHARACTERS) {
      const message = 'More attributes of the log and its globals than 50,000, or than 16 MiB: the rest was left out.';
      this.findings.add('longHeader', line, message);
      return null;
    }
    into.push(attribute);
    return attribute;
  }
}
