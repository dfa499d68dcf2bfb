/** Lets everybody else work who waits for the thread; for work that is cut into pieces of some milliseconds. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
