// `npm run pack`: what is published, as a folder and as a tarball. An entry point.
import { join, relative } from 'node:path';
import { makePackage, pack } from './package/make.mjs';
import { projectFolder } from './setup/folder.mjs';

const to = join(projectFolder, 'package');
const folder = join(to, 'vinf');
await makePackage(projectFolder, folder);
const tarball = await pack(folder, to);
console.log(`${relative('', folder)}: what \`npm publish\` takes; ${relative('', tarball)}: the same to install from`);
