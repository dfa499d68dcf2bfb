import { english } from '#sdk';

/**
 * What the quality of data is told apart by: the six primary dimensions of DAMA UK ("The Six Primary Dimensions for Data Quality
 * Assessment", 2013). In ISO/IEC 25012:2008 they are the characteristics that `DIMENSION_STANDARDS` names.
 */
export const DIMENSIONS = ['completeness', 'uniqueness', 'validity', 'consistency', 'accuracy', 'timeliness'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const DIMENSION_TITLES: Readonly<Record<Dimension, string>> = {
  completeness: english('Completeness'),
  uniqueness: english('Uniqueness'),
  validity: english('Validity'),
  consistency: english('Consistency'),
  accuracy: english('Accuracy'),
  timeliness: english('Timeliness'),
};

/** The characteristics of ISO/IEC 25012 to which the dimensions belong. */
export const DIMENSION_STANDARDS: Readonly<Record<Dimension, string>> = {
  completeness: 'ISO/IEC 25012 Completeness',
  uniqueness: 'ISO/IEC 25012 Consistency',
  validity: 'ISO/IEC 25012 Compliance, Accuracy (syntactic)',
  consistency: 'ISO/IEC 25012 Consistency',
  accuracy: 'ISO/IEC 25012 Accuracy (semantic), Precision',
  timeliness: 'ISO/IEC 25012 Currentness',
};
