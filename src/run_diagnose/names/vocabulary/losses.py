"""Losses: their kinds, their terms, and the words of adversaries."""

from __future__ import annotations

from run_diagnose.names.vocabulary.spelled import words

LOSSES: dict[str, str] = {
    "loss": "loss losses lossfn lossvalue criterion objective objectivevalue cost inertia",
    "mse": "mseloss",
    "mae": "l1loss maeloss",
    "huber": "huberloss smoothl1loss smoothl1 huber",
    "rmse": "rmseloss",
    "cross_entropy": """
        ce crossentropy crossentropyloss celoss xent xentropy cewords cemeanwords cemean categoricalcrossentropy
        sparsecategoricalcrossentropy crossentropymeanwords softmaxloss mlogloss multilogloss multiclass
    """,
    "bce": """
        bce bceloss binarycrossentropy binarycrossentropyloss logloss binarylogloss bcewithlogits
    """,
    "nll": "nll nllloss negativeloglikelihood negloglikelihood neglogp",
    "hinge": "hingeloss hinge",
    "ctc": "ctc ctcloss",
    "focal": "focalloss",
    "triplet": "tripletloss",
    "contrastive": "infonce contrastiveloss ntxent",
}
"""Kind of loss to the spellings that name one even where nothing else says ``loss``."""

COMPONENTS = words("""
    box obj cls dfl objectness mask kpt pose seg rpn reg recon reconstruction rec kl kld aux auxiliary mlm nsp commit
    commitment codebook vq adv adversarial perceptual vgg l1 l2 tv cycle idt identity feat feature style content
    physics dynamics boundary initial pde ic bc policy value actor critic vf pi v q entropy classifier classification
    regression centerness smooth variance invariance covariance penalty regularization regularizer distill
    distillation kd ctc att attention ce bce dice iou angle giou l2reg decoder encoder gp gan mse mae huber moe
    balance load zloss z router contrastive triplet center temporal spatial consistency prior posterior latent gen
    disc duration pitch energy mel stop gate guided
""")
"""Words before or after ``loss`` that name a term of a sum rather than a data set."""

GENERATOR_WORDS = words("g gen generator netg")
DISCRIMINATOR_WORDS = words("d dis disc discriminator netd")
WHOLE_WORDS = words("total overall sum full joint combined all")
