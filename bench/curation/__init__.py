"""How well reprints and stories are found, on labelled articles; and how the model of reprints is trained.

The labelled articles stay outside the repository; any folder with these files will do:

    neardup_dev.jsonl            id, title, text, published, source, lang, label (the group), kind, base
    neardup_dev_dontcare.json    pairs of labels that are not counted
    ecbplus_dev.jsonl            id, title, text, label (the event); no dates, no outlets
    gvc_dev.jsonl                id, title, text, published, source, label
"""
