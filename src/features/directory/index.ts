export { openDirectory } from './client/ldap-directory.ts';
export type { BeforeBind, Directory, DirectoryGroup, DirectoryPerson, DirectoryReport } from './directory.ts';
