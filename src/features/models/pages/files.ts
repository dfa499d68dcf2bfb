import { Choice, Type } from '#sdk';
import { frameOf } from '../../../platform/http/page-frame.ts';
import { page, type Route } from '../../../platform/http/route.ts';
import { drawingOf } from '../drawing.ts';
import { drawingFile } from '../drawing-file.ts';
import { DRAWN_AS } from '../drawing-layout.ts';
import { exportModel, fileName } from '../export.ts';
import { READ_MODELS } from '../policy.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../reading.ts';
import { openVersion } from '../versions.ts';
import { type ModelPageParts, modelOf, wordsOf } from './page-parts.ts';

const Version = Type.Optional(Type.Integer({ minimum: 1, description: 'Without it: the present one' }));

const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  bpmn: 'application/bpmn+xml; charset=utf-8',
  pnml: 'application/xml; charset=utf-8',
  ptml: 'application/xml; charset=utf-8',
  tree: 'text/plain; charset=utf-8',
  decl: 'text/plain; charset=utf-8',
};

/** A model as a file: its text in each format, and its drawings. */
export const filePages = (parts: ModelPageParts): Route[] => [
  ...EXPORT_FORMATS.map((format) =>
    page({
      ...{ method: 'GET', path: `/projects/:id/models/:model/model.${format}`, permission: READ_MODELS },
      summary: `A model as a file in the format ${format}.`,
      query: Type.Object({ version: Version }),
      handler: async (call) => {
        const { id } = modelOf(parts, call);
        const { name, text } = await exportModel(parts, call.actor, id, { format, version: call.query.version });
        return { download: { name, contentType: CONTENT_TYPES[format], content: text } };
      },
    }),
  ),
  page({
    ...{ method: 'GET', path: '/projects/:id/models/:model/drawing.svg', permission: READ_MODELS },
    summary: 'A model as a drawing that opens anywhere.',
    query: Type.Object({
      as: Type.Optional(Choice(DRAWN_AS)),
      version: Version,
      theme: Choice(['light', 'dark'], { default: 'light' }),
    }),
    handler: async (call) => {
      const { as, version, theme } = call.query;
      const { model, ...open } = openVersion(parts, call.actor, modelOf(parts, call).id, version);
      const laid = await parts.reader.layOut({ format: open.version.format, text: open.text }, as ?? null);
      const words = wordsOf(call);
      const drawing = drawingOf(laid, { overlay: null, hrefOf: null, fmt: words.fmt, texts: words });
      const content = drawingFile(parts.render, frameOf(call, { title: model.name }), drawing, theme);
      return { download: { name: `${fileName(model.name)}.svg`, contentType: 'image/svg+xml', content } };
    },
  }),
];
