/** The region that is the data folder itself; further ones are named under [data.regions]. */
export const LOCAL_REGION = 'local';
