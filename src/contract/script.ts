/** How a script's text is read: the page walks through it, the server counts its statements, and both must mean the same. */
export * from '../core/script/steps.js';
