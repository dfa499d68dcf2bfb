import { AppError } from '#sdk';
import { type Rule, stepsOf, templateOf } from '../../mining/rules/rule.ts';
import { checkParams } from '../../mining/views/check-params.ts';
import type { Analyses } from '../analyses/index.ts';

/** The parameters of a rule, complete; `invalid` with the place of what is wrong. What the log has is not looked at. */
export function checkedParams(
  analyses: Pick<Analyses, 'checkSteps'>,
  template: string,
  sent: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const found = templateOf(template);
  const params = checkParams(found.params, sent, '/params', 'parameters of the rule') as Record<string, unknown>;
  const steps = stepsOf([{ ...params, template, severity: 'warning', weight: 1 } as Rule]);
  if (steps.length === 0) return params;
  try {
    analyses.checkSteps(steps);
  } catch (error) {
    throw underParams(error);
  }
  return params;
}

/** Places inside a rule's own filter, which the check of filters counts as the first of a list. */
function underParams(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const details = error.details.map((detail) =>
    detail.pointer ? { ...detail, pointer: detail.pointer.replace(/^\/filters\/\d+/, '/params/step') } : detail,
  );
  return new AppError(error.fault, error.code, error.message.replaceAll('/filters/0', '/params/step'), details);
}
