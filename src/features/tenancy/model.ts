import { type Static, Type } from '#sdk';
import type { Scope } from '../../platform/access/guard.ts';
import { Description, Name } from '../../platform/names.ts';

/** A piece of work inside a workspace; holds datasets. */
export interface Project {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly name: string;
  readonly description: string;
  /** Rises with every change. */
  readonly etag: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

export const scopeOfProject = ({ workspace, id }: Project): Scope => ({ workspace, project: id });

/** A project in the bin: nobody sees it, and it can be restored with everything in it until it is removed for good. */
export interface DeletedProject extends Project {
  readonly deletedAtMs: number;
  /** Name of who deleted it. */
  readonly deletedBy: string | null;
}

/** A project in answers of the API. */
export const ProjectView = Type.Object({
  id: Type.String(),
  workspaceId: Type.String(),
  name: Type.String(),
  description: Type.String(),
  etag: Type.String(),
  createdAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
  updatedAt: Type.Union([Type.String(), Type.Null()]),
});

export const CreateProject = Type.Object({
  name: Name,
  description: Type.Optional(Description),
  workspaceId: Type.Optional(Type.String({ description: 'Needed when you may enter several workspaces' })),
});

export const ChangeProject = Type.Object({ name: Name, description: Type.Optional(Description) });

const iso = (ms: number): string => new Date(ms).toISOString();

export function presentProject(project: Project): Static<typeof ProjectView> {
  return {
    id: project.id,
    workspaceId: project.workspace,
    name: project.name,
    description: project.description,
    etag: project.etag,
    createdAt: iso(project.createdAtMs),
    updatedAt: project.updatedAtMs === null ? null : iso(project.updatedAtMs),
  };
}
