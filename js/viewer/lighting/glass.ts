/**
 * Glass over a page. three's transmission shows what lies behind glass within the canvas; behind
 * these canvases lies the page, which no shader can read, and which the browser adds in display
 * values rather than in light. So the share of the page that comes through is worked out for one
 * ground, and handed to the browser as alpha: exact there, and close on others.
 *
 * Massive glass, and walls without a thickness, are drawn as the glTF specification has them, for the
 * ground that the page has. A vessel's file tells of one wall where light crosses two, at a slant:
 * what tinted glass passes of one colour more than of another is added as if the ground behind were
 * lit, so that amber bottles are amber on any page.
 */

import { Color, type MeshPhysicalMaterial, ShaderChunk } from "three";

/** Radiance of the ground that products are mostly seen on, as linear light. */
const GROUND = 0.72;

/** Share of the ground's light that colours tinted glass where the page itself may be dark. */
const GLOW = 0.7;

/** What light is multiplied by before it is shown: white paper comes out just under white. */
export const EXPOSURE = 1.06;

// Of three's buffer: cleared to white at an alpha of 0.5 where nothing opaque was drawn.
const EMPTY = 0.5;

const PATCHES: [chunk: keyof typeof ShaderChunk, find: RegExp, replacement: string][] = [
  // Walls are crossed the longer the more they are seen edge-on, which is what outlines a vessel.
  [
    "transmission_pars_fragment",
    /length\( transmissionRay \), attenuationColor/g,
    "length( transmissionRay ) / GLASS_SLANT, attenuationColor",
  ],
  // The far side of a double-sided vessel is drawn into the buffer, and leaves some of it empty.
  [
    "transmission_pars_fragment",
    /float transmittanceFactor = [^;]*;\s*return vec4\([^;]*;/,
    `
		float empty = saturate( ( 1.0 - transmittedLight.a ) / ${EMPTY} );
		vec3 passed = ( 1.0 - F ) * transmittance;
		vec3 light = passed * ( transmittedLight.rgb - empty * ${EMPTY} );
		glassPassed = empty * passed;
		#ifdef FLIP_SIDED
			float through = empty * min( passed.r, min( passed.g, passed.b ) );
			#ifdef GLASS_AS_SPECIFIED
				light += ( glassPassed - through ) * glassPage + through * ${EMPTY};
			#else
				light += glassPassed * ${EMPTY};
			#endif
			return vec4( light, 1.0 - through * ${EMPTY} );
		#else
			return vec4( light, 1.0 );
		#endif`,
  ],
  [
    "transmission_pars_fragment",
    /uniform float transmission;/,
    `
	#ifdef GLASS_AS_SPECIFIED
		uniform vec3 glassPage;
		#define GLASS_SLANT 1.0
	#else
		#define GLASS_SLANT max( abs( dot( n, v ) ), 0.22 )
	#endif
	uniform float transmission;
	vec3 glassPassed = vec3( 0.0 );`,
  ],
  // What is added to the page is a part of its light, not a picture of its own to be graded.
  [
    "tonemapping_fragment",
    /#if defined\( TONE_MAPPING \)/,
    "#if defined( TONE_MAPPING ) && ! defined( USE_TRANSMISSION )",
  ],
  [
    "colorspace_fragment",
    /^/,
    `
#if defined( USE_TRANSMISSION ) && ! defined( FLIP_SIDED )
	vec3 glassLight = gl_FragColor.rgb;
	#if defined( TONE_MAPPING ) && ! defined( GLASS_AS_SPECIFIED )
		glassLight *= toneMappingExposure / ${EXPOSURE};
	#endif
	#ifdef GLASS_AS_SPECIFIED
		vec3 glassGround = glassPage;
	#else
		vec3 glassGround = vec3( ${GROUND} );
	#endif
	vec3 glassOver = glassLight + material.transmission * glassPassed * glassGround;
	#if defined( GLASS_AS_SPECIFIED ) && defined( TONE_MAPPING )
		glassOver = toneMapping( glassOver );
		glassLight = toneMapping( glassLight );
	#endif
	glassOver = linearToOutputTexel( vec4( glassOver, 1.0 ) ).rgb;
	glassLight = linearToOutputTexel( vec4( glassLight, 1.0 ) ).rgb;
	glassGround = linearToOutputTexel( vec4( glassGround, 1.0 ) ).rgb;
	vec3 glassShare = ( glassOver - glassLight ) / max( glassGround, 1.0 / 255.0 );
	float glassThrough = saturate( min( glassShare.r, min( glassShare.g, glassShare.b ) ) );
	#ifdef GLASS_AS_SPECIFIED
		glassLight = glassOver - glassThrough * glassGround;
	#else
		glassLight += ( glassShare - glassThrough ) * glassGround * ${GLOW};
	#endif
	gl_FragColor = vec4( glassLight, 1.0 - glassThrough );
#else
`,
  ],
  ["colorspace_fragment", /$/, "\n#endif\n"],
];

let installed = false;

/**
 * Teach three's shaders the above, before the first material is compiled.
 *
 * @throws Error if this three's shaders are not the ones that the changes were made for.
 */
export function installGlass(): void {
  if (installed) return;
  for (const [chunk, find, replacement] of PATCHES) {
    if (!find.test(ShaderChunk[chunk])) throw new Error(`three's ${chunk} has changed.`);
    ShaderChunk[chunk] = ShaderChunk[chunk].replace(find, replacement);
  }
  installed = true;
}

const page = { value: new Color() };

/** The ground of what is drawn next; null where it is not known. */
export function setGround(ground: Color | null): void {
  if (ground) page.value.copy(ground);
  else page.value.setRGB(GROUND, GROUND, GROUND);
}

/** Have a material drawn as the specification says, rather than as a vessel's. */
export function drawAsSpecified(material: MeshPhysicalMaterial): void {
  material.defines = { ...material.defines, GLASS_AS_SPECIFIED: "" };
  material.onBeforeCompile = givePage;
}

function givePage(shader: { uniforms: Record<string, unknown> }): void {
  shader.uniforms.glassPage = page;
}
