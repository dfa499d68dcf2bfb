import { describe, expect, test } from 'bun:test';
import { classesOf, classOf, colourOf } from './heat.ts';
import type { Scale } from './model.ts';

const of = (values: number[], scale: Scale, count = 6) => classesOf(values, 'count', scale, count);

describe('classes of values', () => {
  test('even steps from the least to the most', () => {
    expect(of([10, 70], 'linear').bounds).toEqual([10, 20, 30, 40, 50, 60]);
  });

  test('logarithmic steps: each bound is the one before times the same', () => {
    expect(of([1, 1_000_000], 'log').bounds.map(Math.round)).toEqual([1, 10, 100, 1000, 10_000, 100_000]);
  });

  test('equal groups: as many values in each class', () => {
    const values = [1, 1000, 2, 2000, 3, 3000];
    const classes = of(values, 'quantile');
    expect(values.toSorted((a, b) => a - b).map((value) => classOf(value, classes, 6))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('equal groups of equal values are one class', () => {
    expect(of([5, 5, 5, 5], 'quantile').bounds).toEqual([5]);
    expect(classOf(5, of([5, 5], 'quantile'), 6)).toBe(3);
  });

  test('durations by steps that people name; longer ones where most take days', () => {
    const [second, hour, day] = [1000, 3_600_000, 86_400_000];
    const short = classesOf([second, 2 * hour], 'median', 'auto', 7);
    expect([10 * second, 45 * second, 2 * hour, 3 * day].map((ms) => classOf(ms, short, 7))).toEqual([1, 2, 5, 7]);
    const long = classesOf([day, 40 * day, 80 * day], 'median', 'auto', 7);
    expect([hour / 2, 2 * day, 100 * day].map((ms) => classOf(ms, long, 7))).toEqual([1, 4, 7]);
  });

  test('no values, and a single one, have a class', () => {
    expect(of([], 'linear').bounds).toEqual([0]);
    expect(of([7], 'log').bounds).toEqual([7]);
  });
});

test('few classes use the whole range of colours', () => {
  expect([0, 1, 2].map((at) => colourOf(at, 3, 7))).toEqual([1, 4, 7]);
});
