import type { Actor } from '../access/actor.ts';
import type { Permission } from '../access/permissions.ts';
import type { Call } from './route.ts';
import type { Viewer } from './viewer.ts';

/** Where a page stands: project and dataset, for the line at the top and the navigation. */
export interface Place {
  readonly project?: { readonly id: string; readonly name: string };
  readonly dataset?: { readonly id: string; readonly name: string };
  /** Query that analysis pages of this dataset share (`f=…`), so that the navigation keeps the filters; without `?`. */
  readonly query?: string;
  /** When the data was loaded, in milliseconds since the epoch: how old what is shown is. */
  readonly loadedAtMs?: number | null;
}

/** Pages of the navigation. */
export type Section =
  | 'home'
  | 'projects'
  | 'overview'
  | 'map'
  | 'variants'
  | 'cases'
  | 'models'
  | 'conformance'
  | 'performance'
  | 'people'
  | 'quality'
  | 'sql'
  | 'dataset'
  | 'uploads'
  | 'mappings'
  | 'pipelines'
  | 'connections'
  | 'extractions'
  | 'calendars'
  | 'bin'
  | 'jobs'
  | 'schedules'
  | 'help'
  | 'about'
  | 'status'
  | 'api'
  | 'profile'
  | 'audit'
  | 'privacy'
  | 'security'
  | 'users'
  | 'tenants'
  | 'workspaces'
  | 'groups'
  | 'roles'
  | 'directory'
  | 'service-accounts'
  | 'webhooks'
  | 'inbox';

/** What every page's frame needs. */
export interface Frame {
  /** Without the product's name. */
  readonly title: string;
  readonly section: Section | null;
  readonly place: Place;
  readonly viewer: Viewer;
  /** True where somebody is signed in. */
  readonly signedIn: boolean;
  /** Token of the forms on this page. */
  readonly csrf: string;
  /** Which links the navigation offers. */
  readonly may: (permission: Permission) => boolean;
  /** Said once, after what was just done: "Project renamed." */
  readonly flash: string | null;
  /** Pages without the navigation: sign-in, set-up. */
  readonly bare: boolean;
}

export interface FrameOptions {
  readonly title: string;
  readonly section?: Section;
  readonly place?: Place;
  readonly bare?: boolean;
}

interface FrameParts {
  readonly actor: Actor;
  readonly viewer: Viewer;
  readonly csrf: string;
  readonly flash: string | null;
}

export const frameFor = ({ actor, viewer, csrf, flash }: FrameParts, options: FrameOptions): Frame => ({
  ...{
    title: options.title,
    section: options.section ?? null,
    place: options.place ?? {},
    bare: options.bare ?? false,
  },
  ...{ viewer, signedIn: actor.kind === 'user', csrf, flash },
  may: (permission) => actor.permissions.has(permission),
});

/** The frame of the page that answers this call. */
export const frameOf = (call: Call<unknown, unknown>, options: FrameOptions): Frame =>
  frameFor({ actor: call.actor, viewer: call.viewer, csrf: call.formToken(), flash: call.takeFlash() }, options);
