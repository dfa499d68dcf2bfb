import { expect, test } from 'bun:test';
import { userActor } from '../access/actor.ts';
import { type EventSink, OpenStreams, type StreamEnd, type StreamSettings } from './open-streams.ts';

const actorOf = (id: string) =>
  userActor({
    id,
    name: id,
    tenant: 't',
    grants: [],
    openWorkspaces: 'all',
    method: 'session',
    session: 's',
    ip: null,
    requestId: null,
  });
const ann = actorOf('ann');

/** A stream that is open, with what was said when it ended. */
function opened(streams: OpenStreams, actor = ann, stillThere: () => Promise<unknown> = async () => actor) {
  const caller = new AbortController();
  const ends: StreamEnd[] = [];
  let sink!: EventSink;
  let left = 0;
  const body = streams.open({
    ...{ actor, signal: caller.signal, stillThere: stillThere as never, onEnd: (how) => void ends.push(how) },
    source: (given) => {
      sink = given;
      return () => void left++;
    },
  });
  return { body, caller, ends, sink, left: () => left };
}
const streamsOf = (settings: Partial<StreamSettings> = {}) => new OpenStreams({ heartbeatMs: 3_600_000, ...settings });

test('events are written as the standard says, and the end is told once', async () => {
  const streams = streamsOf();
  const { body, sink, ends, left } = opened(streams);
  sink.send({ id: '7', event: 'job.done', data: { name: 'a\nb: "c"\r\n\u2028' } });
  sink.send({ event: 'progress', data: 0.5 });
  sink.end();
  sink.end();
  sink.send({ event: 'late', data: null });
  expect(await new Response(body).text()).toBe(
    ': here\n\nid: 7\nevent: job.done\ndata: {"name":"a\\nb: \\"c\\"\\r\\n\u2028"}\n\nevent: progress\ndata: 0.5\n\n',
  );
  expect([ends, left(), streams.count]).toEqual([['done'], 1, 0]);
});

test('a reader that does not read is let go when more waits than may, and what waits is given up', async () => {
  const streams = streamsOf({ maxWaitingBytes: 1000 });
  const { body, sink, ends, left } = opened(streams);
  for (let i = 0; i < 100; i++) sink.send({ event: 'x', data: 'y'.repeat(100) });
  expect([ends, left(), streams.count]).toEqual([['too slow'], 1, 0]);
  expect(new Response(body).text()).rejects.toThrow('too slow');
});

test('a reader that goes is forgotten: by its connection, by its body', async () => {
  const streams = streamsOf();
  const [one, two] = [opened(streams), opened(streams)];
  expect(streams.count).toBe(2);
  one.caller.abort();
  await two.body.cancel();
  expect([one.ends, two.ends, one.left(), two.left(), streams.count]).toEqual([['left'], ['left'], 1, 1, 0]);
});

test('the session is looked at at every sign of life: another actor or none ends the stream, other rights begin it anew', async () => {
  const streams = streamsOf({ heartbeatMs: 1 });
  for (const now of [null, actorOf('vic'), { ...ann, session: 'other' }]) {
    let asked = 0;
    const { body, ends } = opened(streams, ann, async () => (++asked < 3 ? ann : now));
    expect(await new Response(body).text()).toBe(`${': here\n\n'.repeat(3)}event: session.ended\ndata: {}\n\n`);
    expect([asked, ends]).toEqual([3, ['session ended']]);
  }
  const other = opened(streams, ann, async () => ({ ...ann, grants: [{ role: 'viewer', workspace: null }] }));
  expect(await new Response(other.body).text()).toBe(': here\n\n');
  expect(other.ends).toEqual(['done']);
  const broken = opened(streams, ann, () => Promise.reject(new Error('the database is closed')));
  await new Response(broken.body).text();
  expect(broken.ends).toEqual(['failed']);
});

test('there is an end to how many are open; stopping ends all and takes no more', async () => {
  const streams = streamsOf({ maxOpen: 3, maxOpenPerActor: 2 });
  const own = [opened(streams), opened(streams)];
  expect(() => opened(streams)).toThrow('Too many streams');
  const vic = opened(streams, actorOf('vic'));
  expect(() => opened(streams, actorOf('bob'))).toThrow('Too many streams');
  own[0]!.sink.end();
  own[0] = opened(streams);
  streams.endAll();
  expect([...own, vic].map(({ ends, left }) => [ends, left()])).toEqual([
    [['server stops'], 1],
    [['server stops'], 1],
    [['server stops'], 1],
  ]);
  expect(await new Response(vic.body).text()).toBe(': here\n\n');
  expect(() => opened(streams)).toThrow('The server stops');
});

test('a source that ends at once is still left', () => {
  let left = 0;
  const streams = streamsOf();
  streams.open({
    ...{ actor: ann, signal: new AbortController().signal, stillThere: async () => null, onEnd: () => {} },
    source: (sink) => {
      sink.end();
      return () => void left++;
    },
  });
  expect([left, streams.count]).toEqual([1, 0]);
});
