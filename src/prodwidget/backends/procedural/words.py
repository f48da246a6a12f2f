"""The vocabulary: every word and phrase that a prompt may use, and what it stands for.

Phrases are lower-case words joined by single spaces.
"""

from __future__ import annotations

from typing import Final

from prodwidget.backends.procedural.lexeme import Role
from prodwidget.backends.procedural.spec import Face, Family, Finish, Form, Part
from prodwidget.backends.procedural.values import Axis, Trait

FAMILIES: Final[dict[str, Family]] = {
    **dict.fromkeys(("bottle", "bottles", "carafe", "flagon"), "bottle"),
    **dict.fromkeys(
        ("jar", "jars", "canister", "container", "pot", "tub", "mason jar"), "jar"
    ),
    **dict.fromkeys(("tube", "tubes", "squeeze tube", "squeezy tube"), "tube"),
    **dict.fromkeys(("can", "cans", "soda can", "drinks can", "beer can"), "can"),
    **dict.fromkeys(
        (
            "mug", "mugs", "cup", "cups", "teacup", "tea cup", "coffee cup", "coffee mug",
            "espresso cup",
        ),
        "mug",
    ),
    **dict.fromkeys(
        ("box", "boxes", "carton", "package", "packet", "pack", "crate", "case", "parcel"), "box"
    ),
    **dict.fromkeys(("vase", "vases", "urn", "amphora"), "vase"),
    **dict.fromkeys(("bowl", "bowls", "dish", "basin"), "bowl"),
    **dict.fromkeys(
        ("lamp", "lamps", "table lamp", "desk lamp", "bedside lamp", "night light"), "lamp"
    ),
    **dict.fromkeys(("stool", "stools", "bar stool", "barstool", "footstool"), "stool"),
}  # fmt: skip

KINDS: Final[dict[str, tuple[Family, Form]]] = {
    **dict.fromkeys(("wine bottle", "champagne bottle", "oil bottle"), ("bottle", "wine")),
    **dict.fromkeys(
        ("beer bottle", "longneck", "soda bottle", "sauce bottle"), ("bottle", "beer")
    ),
    **dict.fromkeys(
        (
            "decanter", "spirits bottle", "whisky bottle", "whiskey bottle", "gin bottle",
            "vodka bottle", "rum bottle", "liquor bottle",
        ),
        ("bottle", "spirits"),
    ),
    **dict.fromkeys(
        ("perfume bottle", "flacon", "fragrance bottle", "cologne bottle", "scent bottle"),
        ("bottle", "perfume"),
    ),
    **dict.fromkeys(
        (
            "pump bottle", "soap dispenser", "dispenser", "lotion bottle", "shampoo bottle",
            "soap bottle", "pump", "pump top", "pump lid",
        ),
        ("bottle", "pump"),
    ),
    **dict.fromkeys(
        (
            "dropper bottle", "dropper", "vial", "phial", "serum bottle", "pipette",
            "pipette bottle",
        ),
        ("bottle", "dropper"),
    ),
    **dict.fromkeys(
        (
            "flask", "thermos", "water bottle", "water flask", "vacuum flask", "thermos flask",
            "insulated bottle", "sports bottle", "drinking bottle",
        ),
        ("bottle", "flask"),
    ),
    **dict.fromkeys(
        ("cosmetic jar", "cosmetics jar", "cream jar", "cream pot"), ("jar", "cosmetic")
    ),
    **dict.fromkeys(("candle", "candle jar", "jar candle"), ("jar", "candle")),
    **dict.fromkeys(("tin can", "tin", "tins", "food can", "soup can"), ("can", "tin")),
    **dict.fromkeys((
            "tumbler", "beaker", "shot glass", "drinking glass", "water glass", "pint glass",
            "highball glass", "highball", "glass of",
        ), ("mug", "tumbler")),
    **dict.fromkeys(
        ("gift box", "shoe box", "shoebox", "hat box", "chocolate box", "lidded box"),
        ("box", "shallow"),
    ),
    **dict.fromkeys(
        ("planter", "plant pot", "flower pot", "flowerpot", "plantpot"), ("vase", "planter")
    ),
}  # fmt: skip
"""A family's kinds, by what they are called."""

Held = tuple[Family, Form, str, str]
"""What something comes in, and the material and colour that it has."""


def _held(family: Family, form: Form, material: str, colour: str, names: str) -> dict[str, Held]:
    return dict.fromkeys(
        (each.strip() for each in names.split(",")), (family, form, material, colour)
    )


CONTENTS: Final[dict[str, Held]] = {
    **_held("jar", "classic", "liquid", "#d08a17", "honey, wild honey, maple honey"),
    **_held("jar", "classic", "liquid", "#7d1424", "jam, strawberry jam, raspberry jam, cherries"),
    **_held("jar", "classic", "liquid", "#d9761a", "marmalade, apricot jam, chutney"),
    **_held("jar", "classic", "cream", "#b98146", "peanut butter, almond butter, tahini, caramel"),
    **_held("jar", "classic", "cream", "#f3ece0", "yoghurt, yogurt, mayonnaise, coconut oil"),
    **_held("jar", "classic", "liquid", "#8c9a3d", "pickles, olives, capers, gherkins, pesto"),
    **_held("jar", "classic", "liquid", "#a3291a", "salsa, tomato sauce, pasta sauce, sauce, ketchup"),
    **_held("jar", "classic", "cream", "#4a2c19", "coffee, coffee beans, instant coffee, cocoa, nuts, protein powder, protein"),
    **_held("jar", "classic", "cream", "#8f9a56", "tea, green tea, matcha, herbs"),
    **_held("jar", "classic", "cream", "#f4f1ea", "salt, sea salt, sugar, flour, rice, bath salts"),
    **_held("jar", "classic", "cream", "#b5532a", "spices, spice, pepper, paprika, turmeric, curry"),
    **_held("jar", "classic", "cream", "#d9a86a", "granola, cookies, biscuits, dog treats, sweets"),
    **_held("jar", "classic", "cream", "#e9dcc8", "vitamins, pills, supplements, medicine, tablets"),
    **_held("jar", "candle", "wax", "#f4ead6", "candles, soy candle, scented candle"),
    **_held(
        "jar", "cosmetic", "cream", "#f6f1e9",
        "face cream, night cream, day cream, eye cream, moisturiser, moisturizer, balm, body butter, "
        "face mask, hair mask, skincare, scrub, body scrub, pomade, cosmetics, deodorant",
    ),
    **_held(
        "tube", "classic", "cream", "#f6f1e9",
        "hand cream, toothpaste, sunscreen, sun cream, lip balm, hair gel, foot cream, glue",
    ),
    **_held(
        "bottle", "pump", "cream", "#f2eadb",
        "hand soap, soap, liquid soap, hand wash, body wash, shower gel, shampoo, conditioner, "
        "lotion, body lotion, hand lotion, detergent, dish soap, washing up liquid",
    ),
    **_held(
        "bottle", "dropper", "liquid", "#d9a441",
        "serum, face serum, essential oil, face oil, beard oil, hair oil, tincture, cbd oil, retinol",
    ),
    **_held(
        "bottle", "perfume", "liquid", "#ecc98f",
        "perfume, parfum, cologne, fragrance, eau de parfum, eau de toilette, aftershave, room spray",
    ),
    **_held("bottle", "wine", "liquid", "#3d0612", "wine, red wine, port, sangria, balsamic vinegar"),
    **_held("bottle", "wine", "liquid", "#e3cf7a", "white wine, champagne, prosecco, sparkling wine"),
    **_held("bottle", "wine", "liquid", "#e8a59a", "rose wine, rosé, pink gin"),
    **_held("bottle", "wine", "liquid", "#b8a82a", "olive oil, oil, sunflower oil, vinegar"),
    **_held("bottle", "spirits", "liquid", "#b5651a", "whisky, whiskey, bourbon, rum, cognac, brandy"),
    **_held("bottle", "spirits", "liquid", "#e8eef0", "gin, vodka, tequila, mezcal, sake"),
    **_held("bottle", "spirits", "liquid", "#a0521a", "maple syrup, syrup, liqueur, amaro, bitters"),
    **_held("bottle", "beer", "liquid", "#c98a1b", "beer, craft beer, ale, lager, cider, ginger beer, kombucha"),
    **_held("bottle", "beer", "liquid", "#a81f12", "hot sauce, chilli sauce, chili sauce, sriracha"),
    **_held("bottle", "classic", "liquid", "#e8a21a", "juice, orange juice, apple juice, mango juice"),
    **_held("bottle", "classic", "liquid", "#e9d55a", "lemonade, lemon juice, mead"),
    **_held("bottle", "classic", "cream", "#f4f1ea", "milk, oat milk, almond milk, cream liqueur"),
    **_held("bottle", "classic", "liquid", "#dfeaee", "water, sparkling water, mineral water, tonic"),
    **_held("can", "classic", "liquid", "#3a1d0f", "cola, soda, cold brew, iced coffee, iced tea"),
    **_held("can", "classic", "liquid", "#d9c04a", "energy drink, seltzer, hard seltzer"),
    **_held(
        "can", "tin", "cream", "#a3291a",
        "soup, tomato soup, tomatoes, beans, baked beans, tuna, sardines, chickpeas, cat food, "
        "dog food, sweetcorn, peaches",
    ),
    **_held(
        "box", "classic", "cream", "#d9a86a",
        "cereal, muesli, pasta, crackers, tea bags, snacks, software, cake",
    ),
    **_held("box", "shallow", "cream", "#4a2c19", "chocolates, chocolate, truffles, shoes, sneakers"),
    **_held("vase", "classic", "cream", "#6d7b45", "flowers, tulips, roses, dried flowers"),
    **_held("bowl", "classic", "cream", "#d9a86a", "fruit, salad, ramen, noodles"),
}  # fmt: skip
"""What a package may hold: what it comes in unless the prompt says, and how it looks in clear glass.

It becomes the label's text unless the prompt gives one.
"""

COLOURLESS: Final = frozenset({"#dfeaee", "#e8eef0"})
"""Contents that cannot be seen, such as water."""


SERIF_CONTENTS: Final = frozenset(
    name
    for name, (family, form, *_) in CONTENTS.items()
    if (family == "jar" and form in ("classic", "candle"))
    or (family == "bottle" and form in ("wine", "spirits"))
)
"""Contents whose labels are by tradition set in a serif."""

FACES: Final[dict[str, Face]] = {
    **dict.fromkeys(
        (
            "sans", "sans serif", "grotesque", "minimal", "minimalist", "modern", "sleek",
            "contemporary", "scandinavian", "nordic",
        ),
        "sans",
    ),
    **dict.fromkeys(
        (
            "serif", "vintage", "rustic", "traditional", "artisan", "artisanal", "heritage",
            "old fashioned", "apothecary", "elegant", "luxury", "luxurious", "premium", "antique",
        ),
        "serif",
    ),
}  # fmt: skip
"""Typefaces, and the styles that are a matter of typeface."""

OUTSIDES: Final = frozenset({"outside", "exterior"})
"""Words for what faces outwards, a mug's handle with it."""

LETTERING: Final = frozenset({
    "lettering", "text", "logo", "print", "printing", "writing", "typography", "letters", "font",
    "wordmark", "title", "ink",
})  # fmt: skip
"""Words for what is printed, as against what it is printed on."""

PARTS: Final[dict[str, tuple[Part, ...]]] = {
    **dict.fromkeys(
        (
            "lid", "lids", "cap", "caps", "lidded", "capped", "stopper", "closure", "screw top",
            "screw cap", "pump", "pump top", "pump lid", "dropper", "pipette",
        ),
        ("lid",),
    ),
    "top": ("lid", "seat", "shade"),
    **dict.fromkeys(("handle", "handles", "handled", "grip"), ("handle",)),
    **dict.fromkeys(("label", "labels", "sticker", "sleeve"), ("label",)),
    **dict.fromkeys(LETTERING, ("label",)),
    **dict.fromkeys(("contents", "filling", "liquid", "content"), ("contents", "wax")),
    **dict.fromkeys(("body", "surface"), ("body", "base", "seat")),
    **dict.fromkeys(("inside", "interior", "inner", "lining"), ("inside",)),
    **dict.fromkeys(("base", "foot"), ("base",)),
    **dict.fromkeys(("shade", "lampshade", "lamp shade"), ("shade",)),
    **dict.fromkeys(("stem", "pole", "column", "neck", "stand"), ("stem",)),
    **dict.fromkeys(("bulb", "light bulb", "light", "glow"), ("bulb",)),
    **dict.fromkeys(("seat", "cushion"), ("seat",)),
    **dict.fromkeys(("legs", "leg", "feet", "legged"), ("legs",)),
    **dict.fromkeys(("wax",), ("wax",)),
}  # fmt: skip
"""Each word's parts, first choice first: the one that the family has is meant."""

COLOURS: Final[dict[str, str]] = {
    "off white": "#f2efe8", "cream": "#f3ead3", "ecru": "#e6dcc3", "eggshell": "#efe8d8",
    "bone": "#e3dac9", "sand": "#d8c3a0", "stone grey": "#9a968e", "stone gray": "#9a968e",
    "taupe": "#8b7f72", "camel": "#c19a6b", "caramel": "#b5713a", "mocha": "#7b5a45", "chocolate brown": "#4a2c1d",
    "espresso": "#3c2a21", "umber": "#635147", "rust": "#a8482a", "terracotta": "#c4664a",
    "terra cotta": "#c4664a", "clay": "#b06f53", "brick": "#9c4a3c", "burgundy": "#6b1f33",
    "wine red": "#6e2233", "oxblood": "#541c20", "scarlet": "#c8261c", "cherry": "#a91d3a",
    "ruby": "#9b1b3b", "rose": "#d98c9a", "dusty rose": "#c99a97", "dusty pink": "#d3a5a0",
    "blush": "#ebc7c0", "baby pink": "#f3c6d0", "peach": "#f5c3a1", "apricot": "#f2ae7c",
    "mustard": "#d2a02e", "ochre": "#c48a3a", "saffron": "#eda93b", "amber": "#c77a1e",
    "lemon": "#f3df57", "butter": "#f3e3a4", "honey": "#d99a2b", "sage": "#a3b18a",
    "sage green": "#a3b18a", "mint": "#b8dfc8", "mint green": "#b8dfc8", "moss": "#6d7b45",
    "moss green": "#6d7b45", "olive green": "#6f7340", "forest": "#28503a", "hunter": "#2f4f38",
    "emerald": "#1f7a55", "jade": "#3f9576", "bottle green": "#16442f", "pine": "#2c5745",
    "eucalyptus": "#8fae9d", "seafoam": "#a5d6c4", "petrol": "#1f5566", "duck egg": "#bcd6d2",
    "baby blue": "#bcd9ee", "powder": "#b6cede", "ice blue": "#d5e6ee", "sky": "#8fc3e8",
    "denim": "#48668a", "cobalt": "#1d4aa8", "sapphire": "#1f3f8f", "ink": "#1d2433",
    "midnight": "#161d33", "lilac": "#c5b1d8", "mauve": "#b193b0", "aubergine": "#452a42",
    "eggplant": "#452a42", "grape": "#5c3a72", "charcoal": "#34373b", "graphite": "#45484c",
    "slate": "#5f6b76", "anthracite": "#2c2f33", "smoke": "#84888c", "ash": "#b1b0ab",
    "pearl": "#ece7de", "jet black": "#0d0d0f", "jet": "#0d0d0f", "onyx": "#121315",
    "black": "#17181a", "white": "#f4f4f2", "red": "#c4221f", "green": "#2f7d43",
    "blue": "#2459b3", "yellow": "#f0c52c", "orange": "#e8782a", "pink": "#eba3b6",
    "purple": "#6c3c96", "brown": "#6f4a32", "grey": "#8a8d90", "gray": "#8a8d90",
    "navy": "#1b2a4a", "navy blue": "#1b2a4a", "teal": "#1f7a7c", "turquoise": "#3fbfb4",
    "coral": "#f0806a", "beige": "#e2d5bd", "ivory": "#f3eee0", "lavender": "#c3b6e0",
    "maroon": "#61202b", "tan": "#c9a57c", "olive": "#6f7340",
}  # fmt: skip
"""Names beyond CSS's, and CSS's own where its screen primaries would make a garish product."""

MODIFIERS: Final[dict[str, str]] = {
    **dict.fromkeys(("dark", "darker", "darken", "deep"), "dark"),
    **dict.fromkeys(("light", "lighter", "lighten"), "light"),
    **dict.fromkeys(("pale", "paler", "pastel", "faded"), "pale"),
    **dict.fromkeys(("bright", "brighter", "brighten", "vivid", "vibrant"), "bright"),
    **dict.fromkeys(("neon", "fluorescent"), "neon"),
    **dict.fromkeys(("muted", "dusty", "soft", "washed", "desaturated"), "muted"),
    **dict.fromkeys(("more saturated", "richer", "more vivid"), "bright"),
    **dict.fromkeys(("warm", "warmer"), "warm"),
    **dict.fromkeys(("cool", "cooler", "colder"), "cool"),
}
"""Words that shift the colour after them, or the colour the part already has."""

MATERIALS: Final[dict[str, str]] = {
    "stainless steel": "steel", "steel": "steel", "metal": "steel", "iron": "iron",
    "cast iron": "iron", "chrome": "chrome", "chromed": "chrome", "copper": "copper",
    "bronze": "bronze", "brass": "brass", "gold": "gold", "golden": "gold", "gilded": "gold",
    "rose gold": "rose gold", "silver": "silver", "aluminium": "aluminium",
    "aluminum": "aluminium", "titanium": "titanium", "glass": "glass", "crystal": "glass",
    "ceramic": "ceramic", "speckled": "stoneware", "speckled ceramic": "stoneware",
    "speckled stoneware": "stoneware", "faience": "ceramic", "terracotta": "terracotta",
    "terra cotta": "terracotta", "clay": "terracotta", "nickel": "steel", "stoneware": "stoneware", "earthenware": "stoneware",
    "pottery": "stoneware", "porcelain": "porcelain", "china": "porcelain",
    "bone china": "porcelain", "enamel": "porcelain", "plastic": "plastic", "acrylic": "plastic",
    "rubber": "rubber", "silicone": "rubber", "wood": "oak", "wooden": "oak", "oak": "oak",
    "timber": "oak", "ash wood": "oak", "walnut": "walnut", "mahogany": "walnut",
    "bamboo": "bamboo", "birch": "bamboo", "maple": "bamboo", "pine wood": "oak",
    "cork": "cork", "cardboard": "cardboard", "card": "paper", "paperboard": "paper",
    "kraft": "kraft", "kraft paper": "kraft", "brown paper": "kraft", "paper": "paper",
    "leather": "leather", "fabric": "fabric", "linen": "linen", "cotton": "fabric",
    "textile": "fabric", "cloth": "fabric", "wool": "fabric", "felt": "fabric",
    "velvet": "fabric", "stone": "stone", "granite": "stone", "terrazzo": "stone",
    "sandstone": "stone", "marble": "marble", "concrete": "concrete", "cement": "concrete",
    "wax": "wax",
}  # fmt: skip

FINISHES: Final[dict[str, Finish]] = {
    **dict.fromkeys(("matte", "mat", "matt", "flat", "unglazed", "rough"), "matte"),
    **dict.fromkeys(("satin", "semi gloss", "semi matte", "eggshell finish", "silky"), "satin"),
    **dict.fromkeys(("glossy", "gloss", "shiny", "reflective", "glazed", "lacquered"), "glossy"),
    **dict.fromkeys(("polished", "mirror", "mirrored", "smooth"), "polished"),
    "brushed": "brushed",
    **dict.fromkeys(("frosted", "translucent", "milky", "sandblasted"), "frosted"),
    **dict.fromkeys(("clear", "transparent", "see through"), "clear"),
    **dict.fromkeys(("metallic", "metal effect", "anodised", "anodized"), "metallic"),
    "hammered": "hammered",
}

GLOSSES: Final[dict[str, str]] = {
    **dict.fromkeys(("shinier", "glossier"), "up"),
    **dict.fromkeys(("duller", "flatter"), "down"),
}
"""Steps on the way from matte over satin and glossy to polished."""

SIZES: Final[dict[str, tuple[float, float]]] = {
    **dict.fromkeys(("tall", "taller", "higher", "high", "heighten"), (1.0, 1.25)),
    **dict.fromkeys(("long", "longer", "elongated", "lengthen", "elongate"), (1.0, 1.25)),
    **dict.fromkeys(("short", "shorter", "shorten", "low", "lower"), (1.0, 0.78)),
    **dict.fromkeys(("wide", "wider", "widen", "fat", "fatter", "broad", "broader"), (1.22, 1.0)),
    **dict.fromkeys(("thick", "thicker", "chunky", "chunkier"), (1.22, 1.0)),
    **dict.fromkeys(
        ("slim", "slimmer", "narrow", "narrower", "thin", "thinner", "slender", "skinny"),
        (0.82, 1.0),
    ),
    **dict.fromkeys(("squat", "stubby", "stout"), (1.15, 0.74)),
    **dict.fromkeys(
        ("large", "larger", "big", "bigger", "oversized", "enlarge", "enlarged", "scale up"),
        (1.25, 1.25),
    ),
    **dict.fromkeys(
        ("small", "smaller", "little", "mini", "compact", "shrink", "shrunk", "scale down"),
        (0.78, 0.78),
    ),
    **dict.fromkeys(("tiny", "miniature"), (0.6, 0.6)),
    **dict.fromkeys(("huge", "giant", "enormous", "massive"), (1.6, 1.6)),
}
"""Factors on width and height."""

DEGREES: Final[dict[str, float]] = {
    **dict.fromkeys(
        ("a bit", "bit", "slightly", "a little", "a little bit", "a touch", "a tad", "somewhat",
         "a shade", "a fraction"),
        0.45,
    ),
    **dict.fromkeys(
        ("much", "a lot", "lots", "far", "way", "very", "really", "super", "extra", "a great deal",
         "significantly", "considerably"),
        1.7,
    ),
}  # fmt: skip
"""Powers of the factor that follows."""

ROUNDINGS: Final[dict[str, float]] = {
    **dict.fromkeys(
        ("round", "rounded", "rounder", "softer", "curvier", "curvy", "more rounded"), 1.6
    ),
    **dict.fromkeys(
        (
            "sharp",
            "sharper",
            "boxy",
            "boxier",
            "angular",
            "squarer",
            "square",
            "less rounded",
            "crisp",
        ),
        0.55,
    ),
}
"""Factors on the radii of corners."""

MULTIPLES: Final[dict[str, float]] = {
    **dict.fromkeys(
        ("twice", "double", "twice as", "double the", "two times", "twice the", "doubled"), 2.0
    ),
    **dict.fromkeys(("half", "half as", "half the", "halve the", "halve"), 0.5),
    **dict.fromkeys(("triple", "three times", "triple the", "thrice"), 3.0),
}
"""Factors on the measure that follows."""

MEASURES: Final[dict[str, tuple[Axis, ...]]] = {
    **dict.fromkeys(("height", "length"), ("height",)),
    **dict.fromkeys(("width", "diameter", "breadth", "thickness"), ("width",)),
    **dict.fromkeys(("size", "scale", "proportions"), ("width", "height")),
}
"""Nouns for what is measured."""

ACROSS: Final[dict[str, Axis]] = {
    **dict.fromkeys(("tall", "high", "long", "taller", "higher", "longer", "shorter"), "height"),
    **dict.fromkeys(("wide", "across", "broad", "thick", "wider", "broader", "thicker"), "width"),
    **dict.fromkeys(("narrower", "slimmer", "thinner"), "width"),
}
"""What a length in front of the word measures."""

MATCHES: Final = frozenset({
    "match", "matches", "matching", "same colour as", "same color as", "same as", "like the",
    "the same as", "the same colour as", "the same color as", "identical to", "look like the", "looks like the",
})  # fmt: skip
"""Words after, or before, which a part is named that another is to look like."""

SEVERAL: Final = frozenset({
    "two", "three", "four", "five", "six", "pair", "trio", "collection", "series", "set",
})  # fmt: skip
"""Words for more than one product."""

FILLS: Final = frozenset({
    "fill", "filled", "holding", "containing", "contains", "put some", "full of",
})  # fmt: skip
"""Words after which "honey" is what a jar holds, not its colour."""

SWAPS: Final = frozenset({
    "swap", "swapped", "exchange", "invert", "reverse", "switch", "switched", "interchange",
})  # fmt: skip

UNDO: Final = frozenset({
    "undo", "redo", "revert", "go back", "step back", "rewind", "restore", "take that back",
    "take it back", "roll back", "rollback", "previous version", "last version", "start over",
    "reset", "never mind", "nevermind", "cancel", "put it back", "change it back",
    "turn it back", "like before", "as before", "earlier version", "original version",
    "back to the original", "back to how it was", "back to before", "bring back", "put back",
    "get back", "bring it back",
})  # fmt: skip
"""What the timeline is for."""

WITHOUT: Final = frozenset({"no", "without", "minus", "lacking", "no more", "free of", "avoid"})
"""Words that say that something is not there."""

PASSES_OVER: Final = frozenset({"omit", "leave out", "leave off"})
"""Words that leave something out: of the product, or of what is done to it."""

REMOVE: Final = WITHOUT | {
    "remove", "delete", "drop", "lose", "take off", "take away", "get rid of", "hide", "omit",
    "leave off", "leave out", "take out", "discard", "removed", "deleted",
}  # fmt: skip
"""And those that ask to take it away."""

DISLIKES: Final = frozenset({"hate", "dislike", "don't like", "do not like", "dont like"})

NOT: Final = DISLIKES | {
    "not", "don't", "dont", "do not", "doesn't", "doesnt", "does not", "isn't", "isnt", "aren't",
    "arent", "wasn't", "shouldn't", "shouldnt", "won't", "wont", "wouldn't", "can't", "cant",
    "cannot", "mustn't", "needn't", "never", "no longer", "no need to", "neither",
    "anything but", "any colour but", "any color but", "any colour except", "any color except",
    "anything except",
}  # fmt: skip

KEEP: Final = frozenset({
    "keep", "keeping", "leave", "leaving", "retain", "retaining", "preserve", "preserving",
    "maintain", "maintaining",
})  # fmt: skip

STAYS: Final = frozenset({
    "stay", "stays", "staying", "remain", "remains", "unchanged", "untouched", "intact", "alone",
    "as is", "as it is", "as they are", "the way it is", "the way they are", "how it is",
    "as it was", "the way it was", "how it was", "the same", "stay the same", "stays the same",
    "remain the same", "remains the same",
})  # fmt: skip
"""Words that follow what is to be kept."""

EXCEPT: Final = frozenset({
    "except", "except for", "except from", "excepting", "excluding", "apart from", "other than",
    "besides", "aside from", "save for", "with the exception of",
})  # fmt: skip

INSTEAD: Final = frozenset({
    "instead of", "rather than", "in place of", "in lieu of", "as opposed to",
})  # fmt: skip

REPLACE: Final = frozenset({
    "replace", "replaced", "replacing", "substitute", "trade", "swap out", "switch out",
})  # fmt: skip

CHANGE: Final = frozenset({
    "change", "changed", "changing", "changes", "alter", "altering", "modify", "modifying",
    "touch", "touching", "edit", "editing", "adjust", "adjusting", "affect", "affecting",
    "recolour", "recolor", "repaint", "restyle", "mess with", "update",
})  # fmt: skip

MAKE: Final = frozenset({
    "make", "makes", "making", "turn", "turned", "paint", "painting", "set", "put", "use", "using",
    "let", "try", "dye", "convert", "go for", "go with", "do",
})  # fmt: skip

HAVE: Final = frozenset({
    "have", "want", "need", "needs", "would like", "i'd like", "wants", "get", "see", "want to",
    "want to have", "would like to have", "like to have", "would like to see", "like to see",
})  # fmt: skip

ADD: Final = frozenset({"add", "adding", "give", "include"})

BARE: Final[dict[str, Part]] = {
    "unlabelled": "label", "unlabeled": "label", "label free": "label", "blank": "label",
    "lidless": "lid", "open": "lid", "open top": "lid", "handleless": "handle",
}  # fmt: skip
"""Words that take a part away by themselves."""

WHOLE: Final = frozenset({"product", "whole thing", "object", "design", "entire thing"})
"""Words for the product; its main parts are meant."""

EVERYTHING: Final = frozenset({
    "everything", "all", "all of it", "every part", "all parts", "entirely", "entire",
    "completely", "all the parts", "all over", "each part",
})  # fmt: skip

REST: Final = frozenset({
    "rest", "everything else", "all else", "anything else", "other parts", "others",
    "all other parts", "all the rest", "rest of it", "remaining parts",
})  # fmt: skip
"""Words for the parts that nothing else is said of."""

WRITES: Final = frozenset({
    "labelled", "labeled", "called", "named", "saying", "says", "say", "reading", "reads", "read",
    "with the word", "with the words", "the word", "the words", "with the text", "write",
    "written", "titled", "branded", "brand name", "rename it", "rename it to", "with the name",
    "that says", "which says", "word", "words", "change the text to", "set the text to",
    "label text to", "text to", "name it", "call it",
})  # fmt: skip
"""Words after which the label's text comes."""

BOUNDARIES: Final[dict[str, Role]] = {
    **dict.fromkeys(("and", "plus", "also", "as well as", "along with", "together with"), "and"),
    **dict.fromkeys(("or", "nor"), "or"),
    **dict.fromkeys(("but", "however", "yet", "though", "while", "whilst"), "but"),
    **dict.fromkeys(("then", "and then", "next", "afterwards"), "then"),
    **dict.fromkeys(
        ("with", "featuring", "including", "having", "has", "comes with"), "with"
    ),
    **dict.fromkeys(
        ("in", "made of", "made from", "made in", "made out of", "out of"), "in"
    ),
    **dict.fromkeys(("on", "onto", "on top of"), "on"),
    **dict.fromkeys(("for", "because", "since", "so that", "because of"), "for"),
    **dict.fromkeys(("to", "into", "at", "towards"), "to"),
    **dict.fromkeys(("become", "becomes", "becoming"), "becomes"),
    "from": "from", "of": "of", "by": "by", "like": "like", "as": "as", "than": "than",
    **dict.fromkeys(("that", "which", "who", "that's", "which is", "that is"), "that"),
    **dict.fromkeys(
        (
            "is", "are", "be", "being", "was", "were", "should", "must", "should be", "must be",
            "could be", "can be", "would be", "look", "looks", "look like", "looks like", "ought to",
        ),
        "is",
    ),
}  # fmt: skip
"""Words that join one thing said to the next."""

BINDINGS: Final[dict[str, Role]] = {
    **BOUNDARIES,
    **dict.fromkeys(NOT, "not"),
    **dict.fromkeys(REMOVE, "remove"),
    **dict.fromkeys(WITHOUT, "no"),
    "none": "no",
    **dict.fromkeys(KEEP, "keep"),
    **dict.fromkeys(STAYS, "stays"),
    **dict.fromkeys(EXCEPT, "except"),
    **dict.fromkeys(INSTEAD, "instead"),
    **dict.fromkeys(REPLACE, "replace"),
    **dict.fromkeys(SWAPS, "swap"),
    **dict.fromkeys(CHANGE, "change"),
    **dict.fromkeys(MAKE, "make"),
    **dict.fromkeys(HAVE, "have"),
    **dict.fromkeys(ADD, "add"),
    **dict.fromkeys(MATCHES, "match"),
    **dict.fromkeys(("only", "just", "nothing but", "solely"), "only"),
    **dict.fromkeys(
        (
            "accents", "accent", "details", "detail", "detailing", "trim", "highlights",
            "a touch of", "a hint of", "hints of", "touches of", "a bit of", "a little of",
        ),
        "accent",
    ),
    **dict.fromkeys(
        (
            "colour", "color", "colours", "colors", "colouring", "coloring", "hue", "tone", "shade of",
            "a shade of", "finish", "material", "materials", "coloured", "colored", "shape", "form",
            "look and feel", "appearance",
        ),
        "property",
    ),
    **dict.fromkeys(("grow", "increase", "raise", "increased", "increasing"), "grow"),
    **dict.fromkeys(
        ("reduce", "decrease", "cut", "reduced", "decreased", "reducing", "lessen"),
        "reduce",
    ),
    "more": "more", "less": "less", "enough": "enough",
    **dict.fromkeys(
        (
            "so", "too", "quite", "all that", "overly", "particularly", "quite so", "quite as",
            "that much", "nearly so", "nearly as", "terribly", "anywhere near as",
        ),
        "so",
    ),
    **dict.fromkeys(
        ("a", "an", "the", "its", "my", "our", "your", "some", "any", "these", "those", "this"), "det"
    ),
    **dict.fromkeys(("it", "them", "they", "itself"), "it"),
    **dict.fromkeys(("one", "ones"), "one"),
    **dict.fromkeys(
        ("what", "why", "who", "when", "where", "how", "whose", "how many", "how much"), "question"
    ),
    **dict.fromkeys(
        ("if", "unless", "until", "whether", "except if", "except when", "depending on"), "condition"
    ),
}  # fmt: skip
"""What the words do that are not about products: they say what is done with what is named."""

PROPERTIES: Final[dict[str, tuple[Trait, ...]]] = {
    **dict.fromkeys(
        ("colour", "color", "colours", "colors", "colouring", "coloring", "hue", "tone"),
        ("colour",),
    ),
    "finish": ("finish",),
    **dict.fromkeys(("material", "materials"), ("material",)),
    **dict.fromkeys(("shape", "form"), ("size", "rounding")),
    **dict.fromkeys(("appearance", "look and feel"), ("colour", "material", "finish")),
}
"""Nouns for what can be kept of a thing."""

GENERIC: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        ("wood", "wooden", "timber"), frozenset({"oak", "walnut", "bamboo"})
    ),
    "metal": frozenset({
        "steel", "iron", "chrome", "copper", "bronze", "brass", "gold", "rose gold", "silver",
        "aluminium", "titanium",
    }),
}  # fmt: skip
"""Materials of which a word means any, where it says what there is or is not to be."""

HUES: Final = frozenset({
    "red", "green", "blue", "yellow", "orange", "pink", "purple", "brown", "grey", "gray", "black",
    "white",
})  # fmt: skip
"""Colours that only say again what a finer one has said: "brick red", "salmon pink"."""

LOOSE: Final = frozenset({
    "shoes", "sneakers", "software", "cake", "flowers", "tulips", "roses", "dried flowers", "fruit",
    "salad", "ramen", "noodles", "snacks", "chocolate", "chocolates", "truffles", "pasta", "tablets",
    "cookies", "biscuits", "sweets", "dog treats", "nuts", "peaches", "tomatoes", "cherries",
})  # fmt: skip
"""Contents that are things of their own: who names nothing else does not ask for their package."""

UNBUILT: Final = frozenset({
    "tea pot", "coffee pot", "wine glass", "wine glasses", "beer glass", "beer glasses",
    "champagne glass", "champagne glasses", "martini glass", "cocktail glass", "soap dish",
    "magnifying glass", "phone case", "laptop case", "pencil case", "guitar case", "light box",
    "petri dish", "satellite dish", "toilet bowl",
})  # fmt: skip
"""Things whose names end like those of products that can be built."""

SQUARE: Final = frozenset({"square", "squarer", "boxy", "boxier"})
"""Shapes that only a box has; on others the words sharpen the edges."""

STOP: Final = frozenset({
    "foil", "stamped", "please", "can you", "could you", "would you", "can we", "could we", "can i",
    "i", "i like", "we like", "i love", "we love", "i really like", "me", "we", "you", "us", "let's", "lets", "kindly", "thanks", "thank you", "hi", "hello",
    "hey", "ok", "okay", "yes", "now", "actually", "basically", "simply", "create", "design a",
    "design me", "generate", "build", "render", "show", "draw", "produce", "model", "3d", "pbr",
    "painted", "tinted", "stained", "dyed", "packaging", "packaged", "new", "style", "looking",
    "sized", "something", "kind of", "sort of", "kind", "sort", "s", "glazing", "thing", "beautiful",
    "nice", "cute", "pretty", "simple", "clean", "cool looking", "if possible", "if you can", "there is", "there's", "there are", "make sure", "make sure that", "ensure", "ensure that", "lovely", "gorgeous", "stunning",
    "fancy", "great", "amazing", "awesome", "perfect", "good", "fine", "looking good", "shot", "photo",
    "photorealistic", "realistic", "studio", "high quality", "mockup", "mock up", "here", "shaped",
    "wrapped", "inspired", "maybe", "perhaps", "luxury brand", "brand", "line", "range", "piece",
    "item", "everyday", "classic", "typical", "standard", "plain", "how about", "what about", "fully",
    "whole", "instead", "there", "surfaces", "cosmetic", "screw", "squeeze", "drinking", "packshot",
    "product shot", "anymore", "any more", "than before", "than now", "than it is now",
    "than that", "as it is now", "as now", "i think", "image", "picture", "both of", "made",
    "version", "look good", "nicely", "would",
})  # fmt: skip
"""Words that carry nothing this backend needs; they are not reported."""
