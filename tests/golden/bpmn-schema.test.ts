/** What we write, against the published schemas of BPMN 2.0 and the reader of bpmn.io: both from the package bpmn-moddle. */
import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BpmnModdle } from 'bpmn-moddle';
import { readBpmn } from '../../src/mining/formats/bpmn-read.ts';
import { writeBpmn } from '../../src/mining/formats/bpmn-write.ts';
import { readPtml } from '../../src/mining/formats/ptml.ts';
import { seededNumbers } from '../../src/mining/log/random-log.ts';
import { randomTree } from '../../src/mining/model/random-tree.ts';
import { treeToBpmn } from '../../src/mining/model/tree-to-bpmn.ts';
import { sharedData } from '../shared-data.ts';

const SCHEMA = fileURLToPath(import.meta.resolve('bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd'));
const XMLLINT = Bun.which('xmllint');
const LABELS = ['a', '<b> & "c"', 'Prüfen\nund zahlen', '決定', '💶', `${'very '.repeat(40)}long`];

const folder = mkdtempSync(join(tmpdir(), 'adit-bpmn-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EXTENDED = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:x"><process id="p">
<extensionElements><x:all><x:one/></x:all></extensionElements><startEvent id="s" name="Begin"/><userTask id="a" x:who="Ann"><documentation>Why</documentation>
<extensionElements><x:form>text</x:form></extensionElements></userTask><callActivity id="b" name="b"/><inclusiveGateway id="g" name="Which?"/><task id="c"/>
<intermediateCatchEvent id="i" name="Later"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
<sequenceFlow id="f3" sourceRef="b" targetRef="g"/><sequenceFlow id="f4" name="yes" sourceRef="g" targetRef="i"><extensionElements><x:w/></extensionElements></sequenceFlow>
<sequenceFlow id="f5" name="no" sourceRef="g" targetRef="c"/><sequenceFlow id="f6" sourceRef="c" targetRef="c"/><sequenceFlow id="f7" sourceRef="i" targetRef="e"/></process></definitions>`;

/** Files that this program writes, by name. */
function written(): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(sharedData('models')).filter((file) => file.endsWith('.bpmn'))) {
    const { bpmn, kept } = readBpmn(readFileSync(sharedData(`models/${name}`)));
    files.set(name, writeBpmn(bpmn, name, kept));
  }
  for (const name of readdirSync(sharedData('models/imf')).filter((file) => file.endsWith('.ptml')))
    files.set(`${name}.bpmn`, writeBpmn(treeToBpmn(readPtml(readFileSync(sharedData(`models/imf/${name}`))))));
  for (let seed = 1; seed <= 40; seed++)
    files.set(
      `tree-${seed}.bpmn`,
      writeBpmn(treeToBpmn(randomTree(seededNumbers(seed), { labels: LABELS, depth: 4 }))),
    );
  const { bpmn, name, kept } = readBpmn(new TextEncoder().encode(EXTENDED));
  files.set('extended.bpmn', writeBpmn(bpmn, name, kept));
  return files;
}

test.skipIf(XMLLINT === null)(
  `the published schemas accept every file${XMLLINT ? '' : ' (needs libxml2-utils)'}`,
  () => {
    const paths = [...written()].map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    expect(paths.length).toBeGreaterThan(45);
    const lint = (files: readonly string[]) => {
      const { exitCode, stderr } = Bun.spawnSync([XMLLINT!, '--noout', '--nonet', '--schema', SCHEMA, ...files]);
      return {
        exitCode,
        wrong: stderr
          .toString()
          .split('\n')
          .filter((line) => line !== '' && !line.endsWith(' validates')),
      };
    };
    expect(lint(paths)).toEqual({ exitCode: 0, wrong: [] });
    // The schemas see what is wrong: an id that two elements have.
    const twice = readFileSync(paths[0]!, 'utf8').replace('id="diagram"', 'id="process"');
    writeFileSync(paths[0]!, twice);
    expect(lint([paths[0]!]).exitCode).not.toBe(0);
  },
  30_000,
);

test('the reader of bpmn.io takes every file without a warning, references and all', async () => {
  for (const [name, text] of written()) {
    const { warnings, rootElement } = await new BpmnModdle().fromXML(text);
    expect([name, warnings]).toEqual([name, []]);
    const { rootElements, diagrams } = rootElement as unknown as {
      rootElements: { flowElements: unknown[] }[];
      diagrams: { plane: { planeElement: { bpmnElement?: unknown }[] } }[];
    };
    const drawn = diagrams[0]!.plane.planeElement.map(({ bpmnElement }) => bpmnElement);
    expect(new Set(drawn)).toEqual(new Set(rootElements[0]!.flowElements));
  }
});
