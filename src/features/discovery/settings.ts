import { AppError, type TObject } from '#sdk';
import type { Call, OpenForm, PageAnswer } from '../../platform/http/route.ts';
import { readParams, type Workbench } from '../workbench/index.ts';
import { type Offered, writeSettings } from './model.ts';

/** Takes the form of one side and leads back to the page with its settings in the address. */
export function takeSettings(workbench: Workbench, offered: readonly Offered[], call: Call<OpenForm>): PageAnswer {
  const one = (name: string) => call.body[name]?.[0] ?? '';
  const origin = workbench.sentFrom({ ...call, body: { f: one('f'), back: one('back') } });
  const algorithm = offered.find(({ name }) => name === one('algorithm'));
  if (!algorithm)
    throw new AppError(
      'invalid',
      'discovery.noAlgorithm',
      'There is no algorithm of this name. Go back and choose one.',
    );
  const schema = algorithm.calculator.params as TObject;
  const settings = writeSettings(schema, readParams(schema, call.body));
  return {
    redirect: origin.back(
      one('side') === 'b' ? { vs: algorithm.name, vp: settings } : { algorithm: algorithm.name, p: settings },
    ),
  };
}
