export { importFile, importPlacements, startImport, type ImportStarted, type ImportWatch } from './run.js';
export { IMPORT_SETTINGS, type ImportDeps, type ImportProgress, type ImportRequest, type ImportSettings, type ImportSummary } from './types.js';
export { previewImport, type ImportPreview, type NamedProfile, type PreviewRequest } from './preview.js';
export { makeImporter } from './importer.js';
