// What is loaded only where versions are kept.
export { countVersions } from './count-versions.ts'
export { findVersionByID } from './find-version-by-id.ts'
export { findVersions } from './find-versions.ts'
export { keepVersion } from './keep-version.ts'
export { restoreVersion } from './restore-version.ts'
