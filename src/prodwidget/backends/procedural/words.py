"""The vocabulary: every word and phrase that a prompt may use, and what it stands for.

Phrases are lower-case words joined by single spaces. Nothing here has behaviour.
"""

from __future__ import annotations

from typing import Final

from prodwidget.backends.procedural.spec import Family, Finish, Part

FAMILIES: Final[dict[str, Family]] = {
    **dict.fromkeys(
        (
            "bottle", "bottles", "flask", "water bottle", "carafe", "decanter", "vial", "thermos",
            "dispenser", "flagon", "phial",
        ),
        "bottle",
    ),
    **dict.fromkeys(
        (
            "jar", "jars", "candle", "candle jar", "jar candle", "canister", "container", "pot",
            "tub", "mason jar",
        ),
        "jar",
    ),
    **dict.fromkeys(("tube", "tubes", "squeeze tube", "squeezy tube"), "tube"),
    **dict.fromkeys(("can", "cans", "tin", "tins", "tin can", "soda can", "drinks can"), "can"),
    **dict.fromkeys(
        (
            "mug", "mugs", "cup", "cups", "teacup", "tea cup", "coffee cup", "coffee mug",
            "tumbler", "beaker", "espresso cup",
        ),
        "mug",
    ),
    **dict.fromkeys(
        (
            "box", "boxes", "carton", "package", "packet", "pack", "crate", "case", "parcel",
            "gift box", "shoe box", "shoebox",
        ),
        "box",
    ),
    **dict.fromkeys(
        ("vase", "vases", "urn", "flower pot", "plant pot", "flowerpot", "planter", "amphora"),
        "vase",
    ),
    **dict.fromkeys(("bowl", "bowls", "dish", "basin"), "bowl"),
    **dict.fromkeys(
        ("lamp", "lamps", "table lamp", "desk lamp", "bedside lamp", "night light"), "lamp"
    ),
    **dict.fromkeys(("stool", "stools", "bar stool", "barstool", "footstool"), "stool"),
}  # fmt: skip

HANDLELESS: Final = frozenset({"tumbler", "beaker"})
"""Words for a mug that has no handle unless one is asked for."""

CANDLES: Final = frozenset({"candle", "candle jar", "jar candle"})
"""Words for a jar that holds wax and has no lid unless one is asked for."""

PARTS: Final[dict[str, tuple[Part, ...]]] = {
    **dict.fromkeys(
        ("lid", "lids", "cap", "caps", "lidded", "capped", "stopper", "closure", "screw top"),
        ("lid",),
    ),
    "top": ("lid", "seat", "shade"),
    **dict.fromkeys(("handle", "handles", "handled", "grip"), ("handle",)),
    **dict.fromkeys(
        (
            "label", "labels", "sticker", "lettering", "text", "logo", "print", "printing",
            "writing", "typography",
        ),
        ("label",),
    ),
    **dict.fromkeys(("body", "outside", "exterior", "surface"), ("body", "base", "seat")),
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
    "taupe": "#8b7f72", "camel": "#c19a6b", "caramel": "#b5713a", "mocha": "#7b5a45",
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
    **dict.fromkeys(("dark", "darker", "deep", "deeper"), "dark"),
    **dict.fromkeys(("light", "lighter"), "light"),
    **dict.fromkeys(("pale", "paler", "pastel", "faded"), "pale"),
    **dict.fromkeys(("bright", "brighter", "vivid", "neon", "vibrant"), "bright"),
    **dict.fromkeys(("muted", "dusty", "soft", "washed"), "muted"),
}
"""Words that shift the colour after them, or the colour the part already has."""

MATERIALS: Final[dict[str, str]] = {
    "stainless steel": "steel", "steel": "steel", "metal": "steel", "iron": "iron",
    "cast iron": "iron", "chrome": "chrome", "chromed": "chrome", "copper": "copper",
    "bronze": "bronze", "brass": "brass", "gold": "gold", "golden": "gold", "gilded": "gold",
    "rose gold": "rose gold", "silver": "silver", "aluminium": "aluminium",
    "aluminum": "aluminium", "titanium": "titanium", "glass": "glass", "crystal": "glass",
    "ceramic": "ceramic", "stoneware": "stoneware", "earthenware": "stoneware",
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
    **dict.fromkeys(("satin", "semi gloss", "eggshell finish", "silky"), "satin"),
    **dict.fromkeys(("glossy", "gloss", "shiny", "shinier", "glazed", "lacquered"), "glossy"),
    **dict.fromkeys(("polished", "mirror", "mirrored", "smooth"), "polished"),
    "brushed": "brushed",
    **dict.fromkeys(("frosted", "translucent", "milky"), "frosted"),
    **dict.fromkeys(("clear", "transparent", "see through"), "clear"),
    **dict.fromkeys(("metallic", "metal effect", "anodised", "anodized"), "metallic"),
    "hammered": "hammered",
}

SIZES: Final[dict[str, tuple[float, float]]] = {
    **dict.fromkeys(("tall", "taller", "higher", "high"), (1.0, 1.25)),
    **dict.fromkeys(("long", "longer", "elongated"), (1.0, 1.25)),
    **dict.fromkeys(("short", "shorter", "low", "lower"), (1.0, 0.78)),
    **dict.fromkeys(("wide", "wider", "fat", "fatter", "broad", "broader"), (1.22, 1.0)),
    **dict.fromkeys(("thick", "thicker", "chunky", "chunkier"), (1.22, 1.0)),
    **dict.fromkeys(
        ("slim", "slimmer", "narrow", "narrower", "thin", "thinner", "slender", "skinny"),
        (0.82, 1.0),
    ),
    **dict.fromkeys(("squat", "stubby", "stout"), (1.15, 0.74)),
    **dict.fromkeys(("large", "larger", "big", "bigger", "oversized"), (1.25, 1.25)),
    **dict.fromkeys(("small", "smaller", "little", "mini", "compact"), (0.78, 0.78)),
    **dict.fromkeys(("tiny", "miniature"), (0.6, 0.6)),
    **dict.fromkeys(("huge", "giant", "enormous", "massive"), (1.6, 1.6)),
}
"""Factors on width and height."""

CONTENTS: Final = frozenset({
    "honey jar", "honey", "jam", "marmalade", "coffee", "coffee beans", "tea", "green tea",
    "matcha", "shampoo", "conditioner", "soap", "hand soap", "lotion", "body lotion",
    "hand cream", "face cream", "night cream", "moisturiser", "moisturizer", "serum", "perfume",
    "cologne", "water", "sparkling water", "juice", "orange juice", "apple juice", "wine",
    "red wine", "white wine", "beer", "gin", "whisky", "whiskey", "vodka", "rum", "oil",
    "olive oil", "hot sauce", "ketchup", "soda", "cola", "lemonade", "milk", "oat milk",
    "kombucha", "toothpaste", "sunscreen", "sun cream", "balm", "lip balm", "cereal", "granola",
    "muesli", "pasta", "cookies", "biscuits", "chocolates", "spices", "salt", "sea salt",
    "pepper", "sugar", "flour", "flowers", "fruit", "soup", "tomato soup", "salad", "vitamins",
    "pills", "medicine", "paint", "beans", "tuna", "sardines", "pickles", "salsa", "yoghurt",
    "yogurt", "peanut butter", "butter chicken", "ice cream", "maple syrup", "syrup", "vinegar",
    "rice", "nuts", "cosmetics", "skincare", "face mask", "body wash", "detergent", "sauce",
    "tomato sauce", "cold brew", "energy drink", "cat food", "dog food", "candles",
}) - {"honey jar", "butter chicken"}  # fmt: skip
"""What a package may hold; it becomes the label's text unless the prompt gives one."""

REMOVE: Final = frozenset({
    "no", "without", "remove", "delete", "drop", "lose", "minus", "take off", "take away",
    "get rid of", "not", "don't want", "hide", "omit", "exclude",
})  # fmt: skip

ADD: Final = frozenset({"add", "with", "include", "including", "give it", "featuring", "plus"})

BARE: Final[dict[str, Part]] = {
    "unlabelled": "label", "unlabeled": "label", "label free": "label", "blank": "label",
    "lidless": "lid", "open": "lid", "handleless": "handle",
}  # fmt: skip
"""Words that take a part away by themselves."""

WHOLE: Final = frozenset({"it", "whole", "product", "overall", "whole thing", "object", "design"})
"""Words for the product; its main parts are meant."""

EVERYTHING: Final = frozenset({
    "everything", "all", "all of it", "every part", "all parts", "entirely", "entire",
    "completely",
})  # fmt: skip

WRITES: Final = frozenset({
    "labelled", "labeled", "called", "named", "saying", "says", "say", "reading", "reads", "read",
    "with the word", "with the words", "the word", "the words", "with the text", "write",
    "written", "titled", "branded", "brand name", "rename it", "rename it to", "with the name",
    "that says", "which says", "word", "words", "change the text to", "set the text to",
    "label text to", "text to", "name it", "call it",
})  # fmt: skip
"""Words after which the label's text comes."""

BOUNDARIES: Final = frozenset({
    "with", "and", "but", "a", "an", "the", "in", "on", "for", "its", "that", "which", "of", "to",
    "into", "or", "nor", "plus", "also", "then", "while", "keep", "has", "having",
})  # fmt: skip
"""Words that close a group of adjectives."""

STOP: Final = frozenset({
    "make", "made", "change", "turn", "set", "use", "using", "have", "be", "is", "are", "should",
    "please", "can you", "could you", "would you", "can we", "i", "want", "would", "like", "me",
    "my", "we", "you", "us", "let's", "lets", "this", "these", "those", "one", "ones", "some",
    "from", "out", "at", "by", "as", "colour", "color", "coloured", "colored", "colours", "finish",
    "finished", "material", "more", "much", "slightly", "a bit", "bit", "very", "really", "super",
    "quite", "so", "too", "just", "now", "instead", "replace", "swap", "switch", "paint it",
    "paint the", "give", "create", "design a", "design me", "generate", "build", "render", "show",
    "model", "3d", "pbr", "painted", "tinted", "stained", "dyed", "shade of", "tone", "packaging",
    "packaged", "table", "desk", "only", "both", "there", "put", "new", "same", "part", "parts",
    "style", "look", "looking", "looks", "sized", "size", "something", "version", "than", "each",
    "off", "up", "do", "it's", "go", "back", "other", "another", "i'd", "kind", "sort", "want to",
    "leave", "round", "s", "adding", "changed", "turned", "glazing", "ml", "thing", "body's",
    "cosmetic", "screw", "rest", "squeeze", "drinking", "don't",
})  # fmt: skip
"""Words that carry nothing this backend needs; they are not reported."""

TALL: Final = frozenset({"tall", "high", "height", "taller"})
WIDE: Final = frozenset({"wide", "across", "width", "diameter"})
