import { headlessPath, headPolygon, pathOf } from '../../platform/charts/index.ts';
import type { Texts } from '../../platform/text/texts.ts';
import { bpmnPicture } from './drawing-bpmn.ts';
import type { LaidOut } from './drawing-layout.ts';
import { netPicture } from './drawing-net.ts';
import { absentOf, overlayLegend } from './drawing-overlay.ts';
import type { Picture } from './drawing-shapes.ts';
import { type DrawingParts, paint } from './drawing-step.ts';
import { treePicture } from './drawing-tree.ts';

/** A drawing as the templates `@models/_bpmn`, `@models/_petri-net` and `@models/_process-tree` show it: plain data. */
export type Drawing = ReturnType<typeof drawingOf>;

/** Line width of what is drawn; heads of lines are made for it. */
const WIDTH = 1.4;

export function drawingOf(laid: LaidOut, parts: DrawingParts) {
  const { overlay, fmt, texts, id = 'model-drawing' } = parts;
  const picture = pictureOf(laid, texts);
  const { width, height } = laid.diagram;
  const shapes = picture.shapes.map((shape) => paint(shape, parts));
  const activities = new Set(picture.shapes.flatMap(({ activity }) => (activity === null ? [] : [activity])));
  const { t } = texts;
  return {
    ...{ id, as: laid.as, width, height, shapes, title: picture.title, signs: picture.signs },
    description: t('{activities} activities; {nodes} nodes and {lines} lines', {
      ...{ activities: fmt.number(activities.size), nodes: fmt.number(picture.shapes.length) },
      lines: fmt.number(laid.diagram.lines.length),
    }),
    lines: picture.lines.map(({ points, arrow, label }) => ({
      ...{ path: arrow ? pathOf(points, WIDTH) : headlessPath(points), label },
      head: arrow ? headPolygon(points, WIDTH) : null,
    })),
    legend: overlay ? overlayLegend(fmt, texts) : null,
    absent: overlay ? absentOf(overlay, activities, fmt) : [],
  };
}

function pictureOf(laid: LaidOut, texts: Texts): Picture {
  if (laid.as === 'bpmn') return bpmnPicture(laid.bpmn, laid.diagram, texts);
  return laid.as === 'net' ? netPicture(laid.net, laid.diagram, texts) : treePicture(laid.diagram, texts);
}
