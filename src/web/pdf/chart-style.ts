import { SPORTS } from '../../domain/workout.ts';
import { LIGHT, MEDALS, type Colour } from '../report/palette.ts';
import { sportColour } from '../report/sport-colour.ts';

/** Returns the colour name of a sport's class on the page. */
export const colourOfSport = (className: string): Colour => className.replace('sport-', '') as Colour;

/** The style of the charts, without variables: the PDF does not support them. */
export const CHART_STYLE = `
.grid { stroke: ${LIGHT.grid}; stroke-width: 1 }
.axis { stroke: ${LIGHT.line}; stroke-width: 1 }
.tick { fill: ${LIGHT.quiet}; font-size: 11px }
.label { fill: ${LIGHT.ink}; font-size: 12px; font-weight: bold }
.bar { fill: ${LIGHT.ember} }
.area { fill: ${LIGHT['ember-soft']}; opacity: 0.6 }
.line { fill: none; stroke: ${LIGHT.ember}; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round }
.mark { stroke: ${LIGHT.quiet}; stroke-width: 1.25; stroke-dasharray: 4 4 }
.end { fill: ${LIGHT.ember}; stroke: ${LIGHT.card}; stroke-width: 2 }
.ring-total { font-size: 17px; font-weight: bold; fill: ${LIGHT.ink} }
.track { fill: ${LIGHT.grid} }
.brand-mark { fill: none; stroke: ${LIGHT.ember}; stroke-width: 1.9; stroke-linejoin: round }
.up { fill: ${LIGHT.up} }
.down { fill: ${LIGHT.down} }
.disc { fill: ${MEDALS.ember} }
.disc.gold { fill: ${MEDALS.gold} }
.disc.teal { fill: ${MEDALS.teal} }
.disc.violet { fill: ${MEDALS.violet} }
.icon { fill: none; stroke: #fff; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
${SPORTS.map((sport) => `.${sportColour(sport)} { fill: ${LIGHT[colourOfSport(sportColour(sport))]} }`).join('\n')}
`;
