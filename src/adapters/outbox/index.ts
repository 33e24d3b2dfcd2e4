export { makeExportFiles } from './files.js';
export { NodePost, type PostOptions } from './post.js';
