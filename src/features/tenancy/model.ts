import { type Static, Type } from '#sdk';
import { Description, Name } from '../../platform/names.ts';

/** A legal entity; nothing is shared between two of them. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
}

/** A part of a tenant that people are let into: a department, a programme. */
export interface Workspace {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
}

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
