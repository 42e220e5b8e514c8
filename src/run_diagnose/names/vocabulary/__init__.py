"""What people call the quantities of a training log, and which way is better.

A spelling is *glued*: lower case, letters and digits only, so that ``top-1``, ``Top_1`` and ``top1`` are one. Spellings
were read in the logs and the documentation of Keras, Lightning, Hugging Face, Ultralytics, Detectron2, mmcv, mmengine,
fairseq, Marian, nnU-Net, Stable-Baselines3, Spinning Up, TRL, XGBoost, LightGBM, CatBoost, Flair and AllenNLP.
"""
