import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { AppError } from '#sdk';
import { sharedData } from '../../../tests/shared-data.ts';
import { Aligner } from '../conformance/aligner.ts';
import { seededNumbers } from '../log/random-log.ts';
import { bpmnToNet } from '../model/bpmn-to-net.ts';
import { NetLanguage } from '../model/net-language.ts';
import type { PetriNet } from '../model/petri-net.ts';
import { randomTree } from '../model/random-tree.ts';
import { checkSoundness } from '../model/soundness.ts';
import { treeToBpmn } from '../model/tree-to-bpmn.ts';
import { treeToNet } from '../model/tree-to-net.ts';
import { readBpmn } from './bpmn-read.ts';
import { writeBpmn } from './bpmn-write.ts';
import { readPnml } from './pnml-read.ts';
import { readPtml } from './ptml.ts';

const numRuns = Number(process.env.LAW_RUNS ?? 150);
const utf8 = (text: string) => new TextEncoder().encode(text);
const file = (name: string) => readFileSync(sharedData(`models/${name}`));
const traces = (net: PetriNet, length: number) =>
  new NetLanguage(net, { mostMarkings: 1e6 }).tracesUpTo(length).map((trace) => trace.join(' '));

/** Nodes of each kind and flows, counted in the files with grep. */
const SHAPES: [name: string, tasks: number, exclusive: number, parallel: number, flows: number][] = [
  ['running-example', 8, 6, 2, 21],
  ['receipt', 27, 64, 10, 142],
  ['a32f0n00', 32, 10, 10, 64],
];

test.each(SHAPES)('%s.bpmn of another tool: read whole, a sound net', (name, tasks, exclusive, parallel, flows) => {
  const { bpmn, findings } = readBpmn(file(`${name}.bpmn`));
  const count = (kind: string) => bpmn.nodes.filter((node) => node.kind === kind).length;
  expect([count('task'), count('exclusive'), count('parallel'), bpmn.flows.length]).toEqual([
    ...[tasks, exclusive, parallel, flows],
  ]);
  expect([count('start'), count('end'), findings]).toEqual([1, 1, []]);
  const net = bpmnToNet(bpmn);
  expect(net.transitions.filter(({ label }) => label !== null)).toHaveLength(tasks);
  expect(checkSoundness(net, 20_000)).toMatchObject({ verdict: 'sound', findings: [] });
});

test('the BPMN, PNML and PTML of the running example have one language', () => {
  const ofBpmn = traces(bpmnToNet(readBpmn(file('running-example.bpmn')).bpmn), 10);
  expect(ofBpmn).toEqual(traces(readPnml(file('running-example.pnml')).net, 10));
  expect(ofBpmn).toEqual(traces(treeToNet(readPtml(file('running-example.ptml'))), 10));
  // Register, one or two rounds of check beside one of two examinations, then decide; pay or reject: 2·2·2 and its square.
  expect(ofBpmn).toHaveLength(8 + 32);
});

test('a net from BPMN is aligned like any other', () => {
  // Register, check, examine, decide: then comes a payment or a rejection, which the trace lacks, and not what it has.
  const aligner = new Aligner(bpmnToNet(readBpmn(file('running-example.bpmn')).bpmn));
  const trace = ['register request', 'check ticket', 'examine casually', 'decide', 'nobody does this'];
  expect(aligner.align(trace)).toMatchObject({ optimal: true, lowerBound: 2, upperBound: 2 });
});

const LABELS = ['a', "it's", 'Prüfen & "zahlen"', '<決定>', ' 💶 ', 'two\nlines\ttab'];

test('export ∘ import = identity, for processes of trees and of files', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const bpmn = treeToBpmn(randomTree(seededNumbers(seed), { labels: LABELS }));
      const { findings, ...again } = readBpmn(utf8(writeBpmn(bpmn, 'Prozeß')));
      expect([again.bpmn, again.name, findings]).toEqual([bpmn, 'Prozeß', []]);
    }),
    { seed: 6, numRuns },
  );
  for (const name of ['running-example', 'receipt', 'a32f0n00']) {
    const read = readBpmn(file(`${name}.bpmn`));
    const again = readBpmn(utf8(writeBpmn(read.bpmn, read.name, read.kept)));
    expect([name, again]).toEqual([name, read]);
  }
}, 60_000);

const NAMESPACES =
  'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:x" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"';
const bpmn = (inside: string, beside = '') =>
  utf8(`<definitions ${NAMESPACES}><process id="p">${inside}</process>${beside}</definitions>`);
/** Flows, each with its ends: `s>a a>e`. */
const flows = (...pairs: string[]) =>
  pairs
    .map((pair) => pair.split('>'))
    .map(([from, to]) => `<sequenceFlow id="${from}${to}" sourceRef="${from}" targetRef="${to}"/>`)
    .join('');
const read = (inside: string, beside = '') => readBpmn(bpmn(inside, beside));
const languageOf = (inside: string, length = 3) => traces(bpmnToNet(read(inside).bpmn), length);
const START = '<startEvent id="s"/>';
const END = '<endEvent id="e"/>';

test('what does not steer the flow is ignored, and said', () => {
  const { bpmn: process, findings } = read(
    `<laneSet id="l"><lane id="l1"/></laneSet>${START}<userTask id="a" name="a"><potentialOwner id="w"/></userTask><task id="b"/>${END}
     <dataObject id="d"/><dataObjectReference id="dr"/><textAnnotation id="t"/><association id="as" sourceRef="a" targetRef="t"/><x:thing/>
     <intermediateCatchEvent id="i" name="a day later"><timerEventDefinition/></intermediateCatchEvent>${flows('s>a', 'a>b', 'b>i', 'i>e')}`,
    '<collaboration id="c"><messageFlow id="m" sourceRef="a" targetRef="b"/></collaboration>',
  );
  expect(process.nodes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    ...['start null', 'task a', 'task null', 'end null', 'event a day later'],
  ]);
  expect(findings).toEqual([
    'Ignored, because they steer no flow within the process: 1 message flow.',
    'Taken as silent, because they have no name: "b".',
    'Taken as silent, because they are events: "a day later".',
    'Ignored, because they do not steer the flow: 1 lanes, 2 data objects, 1 annotations, 1 associations, 1 elements of other standards.',
  ]);
});

test('several processes, no start, no end, steps that nothing leads to', () => {
  const two = readBpmn(
    utf8(
      `<definitions ${NAMESPACES}><process id="empty"/><process id="p">${START}<task id="a" name="a"/>${END}${flows('s>a', 'a>e')}</process><process id="q" name="Other"><task id="b"/><task id="c"/>${flows('b>c')}</process></definitions>`,
    ),
  );
  expect([two.bpmn.nodes.length, two.findings]).toEqual([
    ...[3, ['The file has 2 processes; the first one was read, not "Other".']],
  ]);
  const bare = '<task id="a" name="a"/><task id="b" name="b"/><task id="c" name="c"/>';
  expect(languageOf(`${bare}${flows('a>c', 'b>c')}`, 4)).toEqual(['a b c c', 'a c b c', 'b a c c', 'b c a c']);
  expect(read(`${bare}${flows('a>c', 'b>c')}`).findings).toEqual([
    'The process has no start event; it was taken to begin with "a", "b".',
    'Taken as an end, because nothing follows: "c".',
  ]);
  const lost = `${START}${bare}${END}${flows('s>a', 'a>e', 'b>c', 'c>e')}`;
  expect(read(lost).findings).toEqual(['No flow leads to: "b".']);
  expect(languageOf(lost)).toEqual(['a']);
});

test('subprocesses are their steps, links lead on, conditions at a task split', () => {
  const inner =
    '<subProcess id="sub" name="Checks"><startEvent id="s2"/><task id="a" name="a"/><exclusiveGateway id="g"/><task id="b" name="b"/><endEvent id="e2"/><endEvent id="e3"/>' +
    `${flows('s2>a', 'a>g', 'g>b', 'g>e3', 'b>e2')}</subProcess>`;
  const whole = `${START}${inner}<task id="c" name="c"/>${END}${flows('s>sub', 'sub>c', 'c>e')}`;
  expect(languageOf(whole)).toEqual(['a c', 'a b c']);
  expect(read(whole).findings).toContain('The subprocess "Checks" (sub) was read as the steps in it.');
  const deep = `${START}<subProcess id="o"><task id="z" name="z"/>${inner}${flows('z>sub')}</subProcess>${END}${flows('s>o', 'o>e')}`;
  expect(languageOf(deep)).toEqual(['z a', 'z a b']);
  const link = (id: string, kind: string) =>
    `<intermediate${kind}Event id="${id}"><linkEventDefinition name="on"/></intermediate${kind}Event>`;
  const linked = `${START}<task id="a" name="a"/>${link('t', 'Throw')}${link('c', 'Catch')}<task id="b" name="b"/>${END}`;
  expect(languageOf(`${linked}${flows('s>a', 'a>t', 'c>b', 'b>e')}`)).toEqual(['a b']);
  const when = (from: string, to: string) =>
    `<sequenceFlow id="${from}${to}" sourceRef="${from}" targetRef="${to}"><conditionExpression>x</conditionExpression></sequenceFlow>`;
  const split = `${START}<task id="a" name="a"/><task id="b" name="b"/><inclusiveGateway id="j"/>${END}${flows('s>a', 'b>j', 'j>e')}${when('a', 'b')}${when('a', 'j')}`;
  expect(languageOf(split)).toEqual(['a', 'a b']);
});

test('extension elements, attributes of others and documentation are written again as they were', () => {
  const inside = `${START}<userTask id="a" name="a" x:who="Ann"><documentation>Why</documentation><extensionElements><x:form y:n="1" xmlns:y="urn:y"><x:field/>text <b>bold</b> end</x:form></extensionElements><incoming>sa</incoming></userTask>${END}<sequenceFlow id="sa" sourceRef="s" targetRef="a" name="always"><extensionElements><x:weight>3</x:weight></extensionElements></sequenceFlow>${flows('a>e')}`;
  const first = readBpmn(bpmn(`<extensionElements><x:props/></extensionElements>${inside}`));
  const text = writeBpmn(first.bpmn, first.name, first.kept);
  expect(text).toContain('<bpmn:userTask id="a" name="a" xmlns:x="urn:x" x:who="Ann">');
  expect(text).toContain('<bpmn:documentation>Why</bpmn:documentation>');
  expect(text).toContain('<x:weight xmlns:x="urn:x">3</x:weight>');
  expect(text).toContain('<x:props xmlns:x="urn:x"/>');
  expect(text).toMatch(/<x:form [^>]*xmlns:y="urn:y">.*text <b>bold<\/b> end<\/x:form>/);
  expect(text).toMatch(/<x:form xmlns="http:\/\/www.omg.org\/spec\/BPMN\/20100524\/MODEL" xmlns:x="urn:x"/);
  expect(text).toContain('name="always"');
  expect(readBpmn(utf8(text))).toEqual({ ...first, kept: readBpmn(utf8(text)).kept });
  expect(writeBpmn(first.bpmn, null, readBpmn(utf8(text)).kept)).toBe(text);
});

const task = (id: string, inside = '') => `<task id="${id}" name="${id}">${inside}</task>`;
const around = (inside: string, ...pairs: string[]) =>
  `${START}${task('a')}${inside}${END}${flows('s>a', 'a>e', ...pairs)}`;

test('broken, hostile and unsupported files are refused by name', () => {
  const cases: [() => unknown, RegExp][] = [
    [() => readBpmn(utf8('<definitions><process')), /not well-formed XML/],
    [() => readBpmn(utf8('<!DOCTYPE d [<!ENTITY x "y">]><definitions/>')), /document type declaration/],
    [() => readBpmn(utf8('<definitions/>')), /no BPMN 2.0 file: it begins with <definitions>/],
    [() => readBpmn(utf8('<pnml><process/></pnml>')), /begins with <pnml>/],
    [
      () => readBpmn(utf8(`<definitions>${'<process>'.repeat(300)}${'</process>'.repeat(300)}</definitions>`)),
      /deeper than 200/,
    ],
    [
      () =>
        read(
          around(
            task('b')
              .repeat(5_001)
              .replaceAll('id="b"', () => `id="b${Math.random()}"`),
          ),
        ),
      /more than 5,000 nodes/,
    ],
    [() => read(around(task('a'))), /have the id "a"/],
    [() => read(around('<task name="x"/>')), /<task> of the BPMN file has no id/],
    [() => read(around('', 'a>zz')), /"azz" leads to "zz", which is no step/],
    [() => read(around('', 'zz>a')), /comes from "zz"/],
    [() => read(around('<sequenceFlow id="f" sourceRef="a"/>')), /"f" does not say where it leads to/],
    [() => read(around('', 'e>a')), /leaves the end event "e"/],
    [() => read(around('', 'a>s')), /enters the start event "s"/],
    [() => read(`${task('a')}${task('b')}${flows('a>b', 'b>a')}`), /no start event, and no step/],
    [
      () => read(around('<boundaryEvent id="b" name="late" attachedToRef="a"/>')),
      /<boundaryEvent> "late" \(b\).*not supported/,
    ],
    [() => read(around('<complexGateway id="g"/>', 'a>g')), /<complexGateway> "g"/],
    [() => read(around('<adHocSubProcess id="g"/>')), /<adHocSubProcess> "g"/],
    [() => read(around('<transaction id="g"/>')), /<transaction> "g"/],
    [() => read(around('<toString id="g"/>')), /<toString> "g".*not known/],
    [() => read(around(task('m', '<multiInstanceLoopCharacteristics/>'))), /<task> "m" \(m\).*how often/],
    [() => read(around(task('m', '<standardLoopCharacteristics/>'))), /how often it is repeated/],
    [() => read(around('<task id="m" isForCompensation="true"/>')), /undoes an activity/],
    [() => read(around('<subProcess id="m" triggeredByEvent="true"/>')), /<subProcess> "m"/],
    [() => read(around(`<subProcess id="m">${task('x')}${task('y')}</subProcess>`)), /2 ways to begin and 2 to end/],
    [
      () => read(around(`<subProcess id="m">${task('x')}${task('y')}${task('z')}${flows('x>y', 'x>z')}</subProcess>`)),
      /not joined before its end/,
    ],
    [
      () => read(around('<intermediateThrowEvent id="t"><linkEventDefinition name="on"/></intermediateThrowEvent>')),
      /no link named "on" is caught/,
    ],
  ];
  for (const [attempt, message] of cases) expect(attempt).toThrow(message);
});

/** The file with one thing changed: a piece doubled, left out or moved, or a name of an element or id for another one of the file. */
function damaged(text: string, random: () => number): string {
  const at = () => Math.floor(random() * text.length);
  const [a, b] = [at(), at()].sort((x, y) => x - y) as [number, number];
  const words = text.match(/[\w-]{3,}/g)!;
  const word = () => words[Math.floor(random() * words.length)]!;
  const short = text.slice(a, a + Math.floor(random() * 300));
  const ways = [
    () => text.slice(0, a) + short + text.slice(a),
    () => text.replace(short, ''),
    () => text.slice(0, a) + text.slice(b),
    () => text.replace(word(), word()),
    () => text.replaceAll(word(), word()),
    () => text.slice(0, a) + random().toString(36) + text.slice(a),
  ];
  return ways[Math.floor(random() * ways.length)]!();
}

test('damaged files are read or refused in words, and what is read can be used', () => {
  const source = new TextDecoder()
    .decode(file('running-example.bpmn'))
    .replace(/<bpmndi:[\s\S]*<\/bpmndi:BPMNDiagram>/, '');
  let [readOnes, refused] = [0, 0];
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededNumbers(seed);
      let text = source;
      for (let n = 1 + Math.floor(3 * random()); n > 0; n--) text = damaged(text, random);
      try {
        const { bpmn: process, name, kept } = readBpmn(utf8(text));
        readOnes++;
        expect(readBpmn(utf8(writeBpmn(process, name, kept))).bpmn.flows).toHaveLength(process.flows.length);
        checkSoundness(bpmnToNet(process), 500);
      } catch (error) {
        if (!(error instanceof AppError)) throw new Error(`seed ${seed}: ${(error as Error).stack}`);
        refused++;
      }
    }),
    { seed: 13, numRuns: 2 * numRuns },
  );
  expect(Math.min(readOnes, refused)).toBeGreaterThan(numRuns / 5);
}, 60_000);

test('an end that terminates is read as a plain one, and said', () => {
  const { findings } = read(`${START}<endEvent id="e"><terminateEventDefinition/></endEvent>${flows('s>e')}`);
  expect(findings).toEqual([
    'The end event "e" ends the whole process; it was read as a plain end, so that work beside it is awaited.',
  ]);
});

test('ids that XML does not take, or that the file needs itself, are numbered', () => {
  const process = { ...treeToBpmn({ kind: 'activity', label: 'a' }) };
  for (const id of ['two words', 'process', 'start-1']) {
    const nodes = process.nodes.map((node) => (node.kind === 'task' ? { ...node, id } : node));
    const again = readBpmn(utf8(writeBpmn({ ...process, nodes }))).bpmn;
    expect(again.nodes.map((node) => node.id)).toEqual(['node-1', 'node-2', 'node-3']);
  }
});
