import type { Appliance } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';

/** How a route is called rightly, by the analyst ann. */
export type Recipe = (house: Appliance, ann: HttpClient) => Promise<Got>;
