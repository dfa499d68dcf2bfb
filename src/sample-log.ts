import file from '../sample/receipt.xes.gz' with { type: 'file' };

/** The log that ships with the program (CoSeLoG, WABO: receipt phase of an environmental permit), and the dataset it makes. */
export const SAMPLE_LOG = { file: file as unknown as string, name: 'Receipt' } as const;
