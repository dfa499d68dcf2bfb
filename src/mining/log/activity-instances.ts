import { allBits, andNotBits, type Bits, COLUMNS, noBits, type Segment, type View } from '#sdk';

/**
 * The view with one event per activity instance: where the log has a lifecycle, events that only belong to an instance
 * (its start, suspend, …) are left out, and a case may lose all its events. Without a lifecycle every event is an instance.
 */
export function instanceView(segment: Segment, view: View): View {
  if (!segment.has(COLUMNS.instance)) return view;
  const parts = partsOfInstances(segment.codes(COLUMNS.instance));
  const events = andNotBits(view.events ?? allBits(segment.events), parts);
  return {
    cases: view.cases,
    events,
    get activity() {
      return view.activity;
    },
    get time() {
      return view.time;
    },
    get startTime() {
      return view.startTime;
    },
    defaultClassifier: view.defaultClassifier,
  };
}

function partsOfInstances(instance: Uint16Array): Bits {
  const bits = noBits(instance.length);
  for (let e = 0; e < instance.length; e++) {
    if (instance[e] === 1) bits[e >>> 5] = bits[e >>> 5]! | (1 << (e & 31));
  }
  return bits;
}
